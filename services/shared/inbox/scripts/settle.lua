-- The engine has it: the record is done. ARGV: trace TTL (s), then for each record: id, revision, event, detail.
-- Returns 1 or 0 for each.
local ttl, ms, answer = tonumber(ARGV[1]), now_ms(), {}
for at = 2, #ARGV, 4 do
  local id, revision, event, detail = unpack(ARGV, at, at + 3)
  local member = id .. ':' .. revision
  if redis.call('HGET', record_at(member), 'stage') == 'index' then
    local kind = redis.call('HGET', record_at(member), 'kind')
    unqueue(member, 'index')
    forget(member)
    if kind == 'article' then
      local closed = redis.call('HGET', P .. 'quarantine:revision', id)
      if closed and tonumber(closed) < tonumber(revision) then close_quarantine(id) end
    end
    if event ~= '' then trace(id, ms, ttl, event, detail) end
    leave_line(member, ms)
    answer[#answer + 1] = 1
  else
    answer[#answer + 1] = 0
  end
end
return answer
