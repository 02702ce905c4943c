-- Give claimed records back untried: the attempt does not count. ARGV: owner, ms to wait, then for each record: id, revision.
local owner, ready, answer = ARGV[1], now_ms() + tonumber(ARGV[2]), 0
for at = 3, #ARGV, 2 do
  local member = ARGV[at] .. ':' .. ARGV[at + 1]
  local record = redis.call('HMGET', record_at(member), 'owner', 'stage')
  if record[1] == owner and redis.call('ZREM', P .. 'lease:' .. record[2], member) == 1 then
    redis.call('HINCRBY', record_at(member), 'attempts', -1)
    enqueue(member, ready)
    answer = answer + 1
  end
end
return answer
