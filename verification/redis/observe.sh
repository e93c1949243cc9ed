#!/usr/bin/env bash
# Shows by hand what plan.md calls "observed": bash verification/redis/observe.sh
# One primary, two replicas and three Sentinels on loopback ports 17379-17381 and 27379-27381; the primary is stopped for 4 s
# and continued, and a client that kept its connection writes. Everything is in a directory that is removed in the end.
set -euo pipefail
dir=$(mktemp -d)
pids=()
cleanup() {
  kill -CONT "${pids[@]}" 2>/dev/null || true
  kill -KILL "${pids[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$dir"
}
trap cleanup EXIT

cli() { redis-cli -h 127.0.0.1 -p "$@"; }

trial() { # name, min-replicas-to-write
  local name=$1 least=$2 at=$dir/$2 port
  mkdir -p "$at"
  pids=()
  for port in 17379 17380 17381; do
    mkdir -p "$at/$port"
    redis-server --port "$port" --dir "$at/$port" --save '' --appendonly yes --min-replicas-to-write "$least" \
      --min-replicas-max-lag 2 $([ "$port" = 17379 ] || echo "--replicaof 127.0.0.1 17379") > "$at/$port.log" &
    pids+=($!)
  done
  local primary=${pids[0]}
  until [ "$(cli 17379 wait 2 500 2>/dev/null)" = 2 ]; do sleep 0.2; done
  for port in 27379 27380 27381; do
    printf 'port %s\ndir %s\nsentinel monitor dst 127.0.0.1 17379 2\nsentinel down-after-milliseconds dst 1000\nsentinel failover-timeout dst 6000\n' \
      "$port" "$at" > "$at/$port.conf"
    redis-server "$at/$port.conf" --sentinel > "$at/$port.log" &
    pids+=($!)
  done
  until cli 27381 sentinel master dst 2>/dev/null | grep -A1 '^num-other-sentinels$' | grep -qx 2; do sleep 0.5; done
  sleep 3

  kill -STOP "$primary"
  sleep 4
  kill -CONT "$primary"
  # One connection, as a pool keeps it; 20 elements, one after the other.
  seq 20 | sed 's/^/SADD acks e/' | redis-cli -h 127.0.0.1 -p 17379 > "$at/answers"
  local since=$SECONDS
  until cli 17379 role | grep -qx slave; do
    [ $((SECONDS - since)) -lt 40 ] || break
    sleep 0.2
  done
  echo "$name: n1 became a replica $((SECONDS - since)) s after the writes"
  sleep 3
  local now acked kept
  now=$(cli 27379 sentinel get-master-addr-by-name dst | tail -1)
  acked=$(grep -c '^1$' "$at/answers" || true)
  kept=$(cli "$now" scard acks)
  echo "$name: $acked of 20 writes acknowledged, $kept of them at the new primary (port $now)"
  sort "$at/answers" | uniq -c | sed "s/^/$name: answers: /"
  kill -KILL "${pids[@]}" 2>/dev/null || true
  wait "${pids[@]}" 2>/dev/null || true
}

trial 'without a lag limit' 0
trial 'min-replicas-to-write 1' 1
