-- Claim a batch. ARGV: stage, most records, most bytes, owner, lease (ms), suspects apart ('1': one at a time).
-- Returns whether a hint is wanted for what is left, then for each record: id, revision, kind, lane, channel, version, attempts, accepted, data.
local stage, most, most_bytes, owner, lease, alone = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5]), ARGV[6]
local ms = now_ms()
-- live before bulk, but one turn in four begins with bulk and one with suspects, so that none starves
local turn = redis.call('INCR', P .. 'turn:' .. stage) % 4
local order = turn == 0 and { 'suspect', 'live', 'bulk' } or turn == 2 and { 'bulk', 'live', 'suspect' } or { 'live', 'suspect', 'bulk' }
local answer, taken = { 0 }, 0
for _, lane in ipairs(order) do
  local queue = P .. 'queue:' .. stage .. ':' .. lane
  local ready = redis.call('ZRANGEBYSCORE', queue, '-inf', ms + 1, 'LIMIT', 0, most)
  local limit, size, tried = most, 0, nil
  for _, member in ipairs(ready) do
    local record = redis.call('HMGET', record_at(member), 'kind', 'lane', 'channel', 'version', 'attempts', 'accepted', 'data')
    if not record[1] then
      redis.call('ZREM', queue, member)
    else
      local attempts = tonumber(record[5])
      if lane == 'suspect' then
        -- where suspects may go together, fewer do with every failure
        limit = alone == '1' and 1 or math.max(1, math.floor(most / 10 ^ attempts))
        if tried and tried ~= attempts then break end
        tried = attempts
      end
      if taken >= limit or (taken > 0 and size + #record[7] > most_bytes) then break end
      redis.call('ZREM', queue, member)
      redis.call('ZADD', P .. 'lease:' .. stage, ms + lease, member)
      redis.call('HSET', record_at(member), 'owner', owner, 'attempts', attempts + 1)
      taken, size = taken + 1, size + #record[7]
      for _, value in ipairs({ id_of(member), revision_of(member), record[1], record[2], record[3], record[4], whole(attempts + 1), record[6], record[7] }) do
        answer[#answer + 1] = value
      end
    end
  end
  if taken > 0 then break end
end
local left = 0
for _, lane in ipairs(order) do left = left + redis.call('ZCOUNT', P .. 'queue:' .. stage .. ':' .. lane, '-inf', ms + 1) end
if stage ~= 'index' and left > 0 then answer[1] = take_hint(stage) end
return answer
