-- Words that every script here uses; put before each of them when it is loaded.
-- One Redis, not a cluster: the keys are worked out from ids inside the scripts.
local P = 'tidings:'
local DELETED = 1

local function now_ms()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- The revision after `last`: Redis' time in microseconds, and one more for each earlier document of the same call, so that
-- revisions are in the order of acceptance, of articles too that were accepted in the same millisecond.
local function next_revision(last, earlier)
  local t = redis.call('TIME')
  return math.max(last + 1, t[1] * 1000000 + t[2] + earlier)
end

local function whole(number) return string.format('%.0f', number) end

-- The ledger: an entry an article, for ever. Small hashes, so that Redis keeps them as listpacks: about 90 bytes an entry.
local function ledger_at(id) return P .. 'ledger:' .. string.sub(id, 1, 3), string.sub(id, 4) end

local function ledger_get(id)
  local key, field = ledger_at(id)
  local packed = redis.call('HGET', key, field)
  if not packed then return nil end
  local flags, version, revision, fingerprint, content = struct.unpack('>BI4I8c16c16', packed)
  return { deleted = flags % 2 == DELETED, version = version, revision = revision, fingerprint = fingerprint, content = content }
end

local function ledger_set(id, entry)
  local key, field = ledger_at(id)
  redis.call('HSET', key, field,
    struct.pack('>BI4I8c16c16', entry.deleted and DELETED or 0, entry.version, entry.revision, entry.fingerprint, entry.content))
end

local function record_at(member) return P .. 'record:' .. member end
local function line_at(id) return P .. 'line:' .. id end
local function id_of(member) return string.sub(member, 1, string.find(member, ':', 1, true) - 1) end
local function revision_of(member) return string.sub(member, string.find(member, ':', 1, true) + 1) end

local function trace(id, ms, ttl, event, detail)
  local key = P .. 'trace:' .. id
  redis.call('RPUSH', key, whole(ms) .. '\t' .. event .. '\t' .. (detail or ''))
  redis.call('LTRIM', key, -100, -1)
  redis.call('EXPIRE', key, ttl)
end

-- A record that has failed before waits in the lane `suspect`, whose records are claimed alone.
local function enqueue(member, ready_ms)
  local record = redis.call('HMGET', record_at(member), 'stage', 'lane', 'attempts')
  local stage = record[1]
  local lane = tonumber(record[3]) > 0 and 'suspect' or record[2]
  redis.call('ZADD', P .. 'queue:' .. stage .. ':' .. lane, ready_ms, member)
  if stage == 'index' and redis.call('LLEN', P .. 'wake:index') == 0 then redis.call('LPUSH', P .. 'wake:index', 1) end
end

-- A record is in the queues of its own stage, or on lease there, and nowhere else.
local function unqueue(member, stage)
  if not stage then return end
  redis.call('ZREM', P .. 'lease:' .. stage, member)
  for _, lane in ipairs({ 'live', 'bulk', 'suspect' }) do redis.call('ZREM', P .. 'queue:' .. stage .. ':' .. lane, member) end
end

-- An article's versions wait in line: the first alone is in a queue or on lease.
local function join_line(id, revision, ms)
  redis.call('ZADD', line_at(id), revision, revision)
  if redis.call('ZCARD', line_at(id)) == 1 then enqueue(id .. ':' .. revision, ms) end
end

local function leave_line(member, ms)
  local id = id_of(member)
  redis.call('ZREM', line_at(id), revision_of(member))
  local next_up = redis.call('ZRANGE', line_at(id), 0, 0)[1]
  if next_up then enqueue(id .. ':' .. next_up, ms) end
end

local function keep_bytes(by) if by ~= 0 then redis.call('INCRBY', P .. 'pending_bytes', whole(by)) end end

-- Forget a record that is no longer in motion.
local function forget(member)
  keep_bytes(-redis.call('HSTRLEN', record_at(member), 'data'))
  redis.call('DEL', record_at(member))
  redis.call('ZREM', P .. 'pending', member)
end

local function close_quarantine(id)
  local revision = redis.call('HGET', P .. 'quarantine:revision', id)
  if not revision then return false end
  redis.call('DEL', record_at(id .. ':' .. revision))
  redis.call('HDEL', P .. 'quarantine:revision', id)
  redis.call('ZREM', P .. 'quarantine', id)
  return revision
end

-- Does a newer version of the article wait in line? (Amendments and removals are none.)
local function superseded(id, revision)
  for _, other in ipairs(redis.call('ZRANGEBYSCORE', line_at(id), '(' .. revision, '+inf')) do
    if redis.call('HGET', record_at(id .. ':' .. other), 'kind') == 'article' then return true end
  end
  return false
end

local function quarantine(member, reason, ms, ttl)
  local id, revision, record = id_of(member), revision_of(member), record_at(member)
  local stage = redis.call('HGET', record, 'stage')
  close_quarantine(id)
  redis.call('ZREM', P .. 'lease:' .. stage, member)
  redis.call('ZREM', P .. 'pending', member)
  keep_bytes(-redis.call('HSTRLEN', record, 'data'))
  trace(id, ms, ttl, 'quarantined', reason)
  if superseded(id, revision) then
    redis.call('DEL', record)
  else
    redis.call('HSET', record, 'stage', 'quarantine', 'from', stage, 'reason', reason, 'quarantined', whole(ms))
    redis.call('HSET', P .. 'quarantine:revision', id, revision)
    redis.call('ZADD', P .. 'quarantine', ms, id)
  end
  leave_line(member, ms)
end

local function add_record(id, revision, ms, fields)
  local member = id .. ':' .. whole(revision)
  redis.call('HSET', record_at(member), 'accepted', whole(ms), 'attempts', 0, unpack(fields))
  keep_bytes(redis.call('HSTRLEN', record_at(member), 'data'))
  redis.call('ZADD', P .. 'pending', ms, member)
end

-- Hints are coalesced: for a stage one is under way at most, until a worker that started on it takes this key away.
local function take_hint(stage) return redis.call('SET', P .. 'hint:' .. stage, 1, 'NX', 'EX', 60) and 1 or 0 end
