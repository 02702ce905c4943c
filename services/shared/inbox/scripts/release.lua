-- Give claimed records back untried: the attempt does not count. ARGV: owner, then for each record: id, revision.
local owner, ms, answer = ARGV[1], now_ms(), 0
for at = 2, #ARGV, 2 do
  local member = ARGV[at] .. ':' .. ARGV[at + 1]
  local record = redis.call('HMGET', record_at(member), 'owner', 'stage')
  if record[1] == owner and redis.call('ZREM', P .. 'lease:' .. record[2], member) == 1 then
    redis.call('HINCRBY', record_at(member), 'attempts', -1)
    enqueue(member, ms)
    answer = answer + 1
  end
end
return answer
