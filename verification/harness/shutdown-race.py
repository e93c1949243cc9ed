"""How often a sync that is under way when ext4 is shut down is answered as done although its data is gone.

usage (as root): python3 shutdown-race.py running|stopped [rounds]

Three writers append a line, sync it, and then note its number on another file system. The file system is shut down
(EXT4_IOC_SHUTDOWN without log flush) while they run, or after SIGSTOP; then it is mounted again and the lines are counted.
"""
import fcntl, os, random, signal, struct, subprocess, sys, tempfile, time

WRITER = r"""
import os, sys
f, a = (os.open(p, os.O_WRONLY | os.O_CREAT | os.O_APPEND) for p in sys.argv[1:3])
i = 0
while True:
    i += 1
    os.write(f, b'%063d\n' % i)
    os.fdatasync(f)
    os.write(a, b'%d\n' % i)
"""
stopped, rounds = sys.argv[1] == "stopped", int(sys.argv[2]) if len(sys.argv) > 2 else 40
random.seed(1)
short = files = 0
with tempfile.TemporaryDirectory() as scratch:
    image, at = scratch + "/image", scratch + "/mount"
    os.mkdir(at)
    for round_ in range(rounds):
        subprocess.run(f"rm -f {scratch}/ack*; truncate -s 32M {image}; mkfs.ext4 -q -F {image}; mount -o loop {image} {at}", shell=True, check=True)
        writers = [subprocess.Popen([sys.executable, "-c", WRITER, f"{at}/f{j}", f"{scratch}/ack{j}"], stderr=subprocess.DEVNULL) for j in range(3)]
        time.sleep(0.5 + random.random() * 0.3)
        fd = os.open(at, os.O_RDONLY)
        if stopped:
            for writer in writers:
                writer.send_signal(signal.SIGSTOP)
            time.sleep(0.05)
        fcntl.ioctl(fd, 0x8004587D, struct.pack("I", 2))
        os.close(fd)
        time.sleep(0.1)
        for writer in writers:
            writer.kill()
            writer.wait()
        # A lazy unmount would leave the file system that was shut down in place for the next mount.
        subprocess.run(f"for i in 1 2 3 4 5; do umount {at} && break; sleep 0.2; done; mount -o loop {image} {at}", shell=True, check=True)
        for j in range(3):
            noted, data = f"{scratch}/ack{j}", f"{at}/f{j}"
            acknowledged = open(noted).read().split() if os.path.exists(noted) else []
            kept = open(data, "rb").read().split(b"\0")[0].count(b"\n") if os.path.exists(data) else 0
            files += 1
            short += bool(acknowledged) and kept < int(acknowledged[-1])
        subprocess.run(["umount", at], check=True)
print(f"writers {'stopped first' if stopped else 'running'}: {short} of {files} files lack a line that was synced")
