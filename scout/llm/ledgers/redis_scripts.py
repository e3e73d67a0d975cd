"""The scripts that the Redis ledger runs; they say in Lua what `booking` says in Python.

A script gets the prefix of all keys as its one key. Numbers are Lua doubles, exact up to 2^53;
sums are made by HINCRBY, which is exact to 2^63, and one that would pass 2^53 is refused. The
journal keeps about a million lines; balances do not depend on it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_COMMON: Final = """
local prefix = KEYS[1]
local MAX = 9007199254740991
local function booking(id) return prefix .. ':reservation:' .. id end
local function account(id) return prefix .. ':account:' .. id end
local open = prefix .. ':open'
local function now_ms()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
end
local function number(key, field) return tonumber(redis.call('HGET', key, field) or '0') end
local function int(value) return string.format('%.0f', value + 0) end -- a minus zero is no integer
local function change(key, spent, reserved)
  local ids = cjson.decode(redis.call('HGET', key, 'accounts'))
  for _, id in ipairs(ids) do
    if spent ~= 0 then redis.call('HINCRBY', account(id), 'spent', int(spent)) end
    if reserved ~= 0 then redis.call('HINCRBY', account(id), 'reserved', int(reserved)) end
  end
end
local function note(id, key, kind, nano, labels)
  redis.call('XADD', prefix .. ':journal', 'MAXLEN', '~', 1000000, '*',
    'reservation', id, 'nano', int(nano),
    'accounts', redis.call('HGET', key, 'accounts'), 'labels', labels, 'kind', kind)
end
local function is_final(stage) return stage ~= 'reserved' and stage ~= 'dispatched' end
local function release(id, kept_s)
  local key = booking(id)
  local stage = redis.call('HGET', key, 'stage')
  if not stage or is_final(stage) then return end
  change(key, 0, -number(key, 'held'))
  local last = number(key, 'spent') > 0 and 'committed' or 'released'
  redis.call('HSET', key, 'held', 0, 'stage', last)
  redis.call('ZREM', open, id)
  redis.call('EXPIRE', key, kept_s)
end
"""

_RESERVE: Final = """
local id, step, amount, lease_ms, accounts = ARGV[1], ARGV[2], tonumber(ARGV[3]),
  tonumber(ARGV[4]), ARGV[5]
local key = booking(id)
if redis.call('HEXISTS', key, 'step:' .. step) == 1 then return 0 end
local stage = redis.call('HGET', key, 'stage')
if stage and is_final(stage) then return -1 end
for i = 6, #ARGV, 2 do
  local held = number(account(ARGV[i]), 'spent') + number(account(ARGV[i]), 'reserved')
  local after = held + amount
  if after > tonumber(ARGV[i + 1]) or after > MAX then return (i - 4) / 2 end
end
if not stage then
  redis.call('HSET', key, 'accounts', accounts, 'held', 0, 'spent', 0, 'presumed', 0,
    'stage', 'reserved')
end
redis.call('HSET', key, 'step:' .. step, 1)
redis.call('HINCRBY', key, 'held', int(amount))
change(key, 0, amount)
local until_ms = now_ms() + lease_ms
local before = tonumber(redis.call('ZSCORE', open, id) or '0')
redis.call('ZADD', open, int(math.max(before, until_ms)), id)
return 0
"""

_DISPATCH: Final = """
local key = booking(ARGV[1])
if redis.call('HGET', key, 'stage') == 'reserved' then
  redis.call('HSET', key, 'stage', 'dispatched')
end
return 0
"""

_COMMIT: Final = """
local id, step, spent, labels, kept_s = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local key = booking(id)
local stage = redis.call('HGET', key, 'stage')
if not stage then return -1 end
if redis.call('HSETNX', key, 'step:' .. step, 1) == 1 then
  redis.call('HINCRBY', key, 'spent', int(spent))
  note(id, key, 'spent', spent, labels)
  if is_final(stage) then
    local presumed = number(key, 'presumed')
    if presumed ~= 0 then
      redis.call('HSET', key, 'presumed', 0)
      note(id, key, 'corrected', -presumed, labels)
    end
    change(key, spent - presumed, 0)
  else
    local covered = math.min(number(key, 'held'), spent)
    redis.call('HINCRBY', key, 'held', int(-covered))
    redis.call('HSET', key, 'stage', 'reserved')
    change(key, spent, -covered)
  end
end
if kept_s ~= '' then release(id, kept_s) end
return 0
"""

_RELEASE: Final = """
release(ARGV[1], ARGV[2])
return 0
"""

_REAP: Final = """
local kept_s = ARGV[1]
local over = redis.call('ZRANGEBYSCORE', open, '-inf', '(' .. int(now_ms()))
for _, id in ipairs(over) do
  local key = booking(id)
  local held = number(key, 'held')
  if redis.call('HGET', key, 'stage') == 'dispatched' and held > 0 then
    redis.call('HSET', key, 'presumed', int(held))
    note(id, key, 'expired', held, '{}')
    change(key, held, -held)
  else
    change(key, 0, -held)
  end
  redis.call('HSET', key, 'held', 0, 'stage', 'expired')
  redis.call('ZREM', open, id)
  redis.call('EXPIRE', key, kept_s)
end
return #over
"""

_HELD: Final = """
local listed = {}
for _, id in ipairs(redis.call('ZRANGE', open, 0, -1)) do
  table.insert(listed, id)
  table.insert(listed, redis.call('HGET', booking(id), 'held'))
end
return listed
"""

SCRIPTS: Final = MappingProxyType(
    {
        name: _COMMON + text
        for name, text in {
            "reserve": _RESERVE,
            "dispatch": _DISPATCH,
            "commit": _COMMIT,
            "release": _RELEASE,
            "reap": _REAP,
            "held": _HELD,
        }.items()
    }
)
"""One script an operation, by its name."""
