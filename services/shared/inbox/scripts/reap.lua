-- Return what a lost owner held. ARGV: trace TTL (s), most attempts, wait (ms), most records.
-- Returns how many were returned, how many quarantined, and whether a hint is wanted for work that waits with nobody at it.
local ttl, most, wait, limit = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local ms, returned, ended = now_ms(), 0, 0
for _, stage in ipairs({ 'fetch', 'enrich', 'index' }) do
  local lease = P .. 'lease:' .. stage
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', lease, '-inf', ms, 'LIMIT', 0, limit)) do
    local attempts = tonumber(redis.call('HGET', record_at(member), 'attempts') or -1)
    if attempts < 0 then
      redis.call('ZREM', lease, member)
    elseif attempts >= most then
      quarantine(member, 'its worker was lost ' .. whole(attempts) .. ' times in the stage ' .. stage, ms, ttl)
      ended = ended + 1
    else
      redis.call('ZREM', lease, member)
      trace(id_of(member), ms, ttl, 'returned', 'its worker was lost in the stage ' .. stage)
      enqueue(member, ms + wait)
      returned = returned + 1
    end
  end
end
local function ready(stage)
  local count = 0
  for _, lane in ipairs({ 'live', 'bulk', 'suspect' }) do
    count = count + redis.call('ZCOUNT', P .. 'queue:' .. stage .. ':' .. lane, '-inf', ms - 500) -- what has just come has a hint under way
  end
  return count > 0
end
-- a hint can be lost with the worker that held it, so this one does not ask whether another is under way
local function hint_again(stage) return redis.call('SET', P .. 'hint:again:' .. stage, 1, 'NX', 'EX', 2) and 1 or 0 end
-- one slow fetch must not keep the others waiting, so that stage need not be idle
local enrich = ready('enrich') and redis.call('ZCARD', P .. 'lease:enrich') == 0
return { returned, ended, enrich and hint_again('enrich') or 0, ready('fetch') and hint_again('fetch') or 0 }
