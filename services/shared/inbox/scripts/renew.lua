-- Hold on to claimed records. ARGV: stage, owner, lease (ms), then members. Returns how many are still this owner's.
local ms, answer = now_ms(), 0
for at = 4, #ARGV do
  if redis.call('HGET', record_at(ARGV[at]), 'owner') == ARGV[2] then
    answer = answer + redis.call('ZADD', P .. 'lease:' .. ARGV[1], 'XX', 'CH', ms + tonumber(ARGV[3]), ARGV[at])
  end
end
return answer
