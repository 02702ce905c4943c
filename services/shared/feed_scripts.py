"""The Lua that keeps feeds consistent in Redis: each script is one step that happens whole or not at all.

Keys, after the prefix: `all` (ids by when they were added), `by_url` (canonical URL → id), `feed:<id>` (fields),
`seen:<id>` (article → fingerprint), `fetches:<id>` (history), and when each feed is due, by priority: `due:high`,
`due`, `due:low`. `clock` is the latest time that was seen here.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["DUE", "SCRIPTS"]

DUE = ("due", "due:high", "due:low")
"""The sets that a feed may be due in."""

_BEGIN = """
local P = ARGV[1]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local function rest(id)
  for _, set in ipairs({ 'due', 'due:high', 'due:low' }) do redis.call('ZREM', P .. set, id) end
end
local function due(id, at)
  local priority = redis.call('HGET', P .. 'feed:' .. id, 'priority')
  rest(id)
  redis.call('ZADD', P .. ((priority == 'high' or priority == 'low') and 'due:' .. priority or 'due'), at, id)
end
local function due_at(id)
  for _, set in ipairs({ 'due', 'due:high', 'due:low' }) do
    local at = redis.call('ZSCORE', P .. set, id)
    if at then return tonumber(at) end
  end
  return 0
end
"""
# ARGV: prefix, id, url, canonical url, options, wait in ms, priority. The id that the URL has, and whether it is new.
_ADD = """
local id = ARGV[2]
if redis.call('HSETNX', P .. 'by_url', ARGV[4], id) == 0 then
  return { redis.call('HGET', P .. 'by_url', ARGV[4]), 0 }
end
redis.call('HSET', P .. 'feed:' .. id,
  'url', ARGV[3], 'key', ARGV[4], 'options', ARGV[5], 'created', now, 'priority', ARGV[7])
redis.call('ZADD', P .. 'all', now, id)
due(id, now + tonumber(ARGV[6]))
return { id, 1 }
"""
# ARGV: prefix, most, lease in ms, owner. What is due, now leased to the owner, as id and fields: first what is the most
# overdue, where a second counts four times with a high priority and a quarter with a low one, so that none starves.
# Where the clock was put back, everything moves with it: else all would wait for as long as it was put back.
_CLAIM = """
local taken, weights = {}, { ['due:high'] = 4, ['due'] = 1, ['due:low'] = 0.25 }
local clock = tonumber(redis.call('GET', P .. 'clock') or 0)
if clock - now > 60000 then
  for set in pairs(weights) do
    local all = redis.call('ZRANGE', P .. set, 0, -1, 'WITHSCORES')
    for at = 1, #all, 2 do redis.call('ZADD', P .. set, tonumber(all[at + 1]) + now - clock, all[at]) end
  end
end
if clock > now or now - clock > 5000 then redis.call('SET', P .. 'clock', string.format('%.0f', now)) end
for _ = 1, tonumber(ARGV[2]) do
  local best, most = nil, 0
  for set, weight in pairs(weights) do
    local head = redis.call('ZRANGE', P .. set, 0, 0, 'WITHSCORES')
    local late = head[1] and (now - tonumber(head[2]) + 1) * weight or 0
    if late > most then best, most = head[1], late end
  end
  if not best then break end
  due(best, now + tonumber(ARGV[3]))
  redis.call('HSET', P .. 'feed:' .. best, 'owner', ARGV[4])
  taken[#taken + 1] = { best, redis.call('HGETALL', P .. 'feed:' .. best) }
end
return taken
"""
# ARGV: prefix, id, lease in ms, owner. 1 where the owner has it now, 0 where another polls it.
_TAKE = """
local id = ARGV[2]
local key = P .. 'feed:' .. id
if redis.call('EXISTS', key) == 0 then return 0 end
if redis.call('HGET', key, 'owner') and due_at(id) > now then return 0 end
redis.call('HSET', key, 'owner', ARGV[4])
due(id, now + tonumber(ARGV[3]))
return 1
"""
# ARGV: prefix, lease in ms, owner, then ids. How many of them the owner still has, now for another lease.
_RENEW = """
local kept = 0
for at = 4, #ARGV do
  if redis.call('HGET', P .. 'feed:' .. ARGV[at], 'owner') == ARGV[3] then
    if redis.call('HEXISTS', P .. 'feed:' .. ARGV[at], 'paused') == 0 then due(ARGV[at], now + tonumber(ARGV[2])) end
    kept = kept + 1
  end
end
return kept
"""
# ARGV: prefix, id, owner, wait in ms, state, history line, url, canonical url, paused, most of history, most seen,
# whole feed ('1'), then id and fingerprint of each item seen. 0 where the lease was lost: then nothing is written.
_FINISH = """
local id = ARGV[2]
local key, seen = P .. 'feed:' .. id, P .. 'seen:' .. id
if redis.call('HGET', key, 'owner') ~= ARGV[3] then return 0 end
redis.call('HDEL', key, 'owner')
if ARGV[5] ~= '' then redis.call('HSET', key, 'state', ARGV[5]) end
if ARGV[6] ~= '' then
  redis.call('LPUSH', P .. 'fetches:' .. id, ARGV[6])
  redis.call('LTRIM', P .. 'fetches:' .. id, 0, tonumber(ARGV[10]) - 1)
end
if ARGV[7] ~= '' and redis.call('HSETNX', P .. 'by_url', ARGV[8], id) == 1 then
  redis.call('HSET', key, 'url', ARGV[7], 'key', ARGV[8])
end
if ARGV[12] == '1' and redis.call('HLEN', seen) > tonumber(ARGV[11]) then redis.call('DEL', seen) end
for at = 13, #ARGV, 2 do redis.call('HSET', seen, ARGV[at], ARGV[at + 1]) end
if ARGV[9] ~= '' then
  redis.call('HSET', key, 'paused', ARGV[9])
  rest(id)
elseif redis.call('HEXISTS', key, 'paused') == 1 then rest(id)
else due(id, now + tonumber(ARGV[4])) end
return 1
"""
# ARGV: prefix, id, history line, most of history, then id and fingerprint of each item seen: what came without a poll.
_NOTE = """
local id = ARGV[2]
if redis.call('EXISTS', P .. 'feed:' .. id) == 0 then return 0 end
redis.call('LPUSH', P .. 'fetches:' .. id, ARGV[3])
redis.call('LTRIM', P .. 'fetches:' .. id, 0, tonumber(ARGV[4]) - 1)
for at = 5, #ARGV, 2 do redis.call('HSET', P .. 'seen:' .. id, ARGV[at], ARGV[at + 1]) end
return 1
"""
# ARGV: prefix, id, options or '', paused or '', resumed ('1' or ''), priority or ''. 0 where there is no such feed.
_CHANGE = """
local id = ARGV[2]
local key = P .. 'feed:' .. id
if redis.call('EXISTS', key) == 0 then return 0 end
if ARGV[3] ~= '' then redis.call('HSET', key, 'options', ARGV[3]) end
if ARGV[6] ~= '' then redis.call('HSET', key, 'priority', ARGV[6]) end
if ARGV[4] ~= '' then
  redis.call('HSET', key, 'paused', ARGV[4])
  rest(id)
end
if ARGV[5] == '1' then redis.call('HDEL', key, 'paused', 'owner') end
local idle = redis.call('HEXISTS', key, 'paused') + redis.call('HEXISTS', key, 'owner') == 0
if ARGV[5] == '1' or (ARGV[3] ~= '' and idle) then due(id, now) end
return 1
"""
_REMOVE = """
local id = ARGV[2]
if redis.call('ZREM', P .. 'all', id) == 0 then return 0 end
for _, url in ipairs(redis.call('HKEYS', P .. 'by_url')) do
  if redis.call('HGET', P .. 'by_url', url) == id then redis.call('HDEL', P .. 'by_url', url) end
end
rest(id)
redis.call('DEL', P .. 'feed:' .. id, P .. 'seen:' .. id, P .. 'fetches:' .. id, P .. 'websub:' .. id)
return 1
"""

SCRIPTS: Mapping[str, str] = {
    name: _BEGIN + text
    for name, text in (
        ("add", _ADD),
        ("claim", _CLAIM),
        ("take", _TAKE),
        ("renew", _RENEW),
        ("finish", _FINISH),
        ("note", _NOTE),
        ("change", _CHANGE),
        ("remove", _REMOVE),
    )
}
"""By name; each takes the prefix of all keys as its first argument, and no keys."""
