-- An attempt failed. ARGV: trace TTL (s), owner, most attempts, first wait (ms), longest wait (ms), reason, for good ('1' or ''),
-- then for each record: id, revision. What is not this owner's is left alone.
-- Returns for each: 'retried', 'quarantined' or ''.
local ttl, owner, most, wait, longest, reason, for_good =
  tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6], ARGV[7] == '1'
local ms, answer = now_ms(), {}
for at = 8, #ARGV, 2 do
  local member = ARGV[at] .. ':' .. ARGV[at + 1]
  local record = redis.call('HMGET', record_at(member), 'owner', 'stage', 'attempts')
  local outcome = ''
  if record[1] == owner and record[2] ~= 'quarantine' and redis.call('ZSCORE', P .. 'lease:' .. record[2], member) then
    local attempts = tonumber(record[3])
    if for_good or attempts >= most then
      quarantine(member, reason, ms, ttl)
      outcome = 'quarantined'
    else
      redis.call('ZREM', P .. 'lease:' .. record[2], member)
      trace(ARGV[at], ms, ttl, 'retried', reason)
      enqueue(member, ms + math.min(longest, wait * 2 ^ (attempts - 1)))
      outcome = 'retried'
    end
  end
  answer[#answer + 1] = outcome
end
return answer
