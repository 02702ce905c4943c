-- Accept documents. ARGV: most pending records, most pending bytes, trace TTL (s), then for each document
-- id, fingerprint, content hash, channel, lane, restore ('1' or ''), first stage, payload. A page that could not be fetched
-- may be asked for again. Returns whether the stage `enrich` wants a hint, then for each: outcome, version, revision.
local most, most_bytes, ttl = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local ms = now_ms()
local room = most - redis.call('ZCARD', P .. 'pending')
local bytes = tonumber(redis.call('GET', P .. 'pending_bytes') or 0)
local answer, added, to_enrich = { 0 }, 0, 0
for at = 4, #ARGV, 8 do
  local id, fingerprint, content, channel, lane, restore, stage, payload = unpack(ARGV, at, at + 7)
  local entry = ledger_get(id)
  local outcome, version, revision
  local buried = (entry and entry.deleted) or (not entry and redis.call('HEXISTS', P .. 'tombstones', content) == 1)
  if buried and restore == '' then
    outcome = 'deleted'
  elseif entry and not entry.deleted and entry.fingerprint == fingerprint
    and not (stage == 'fetch' and redis.call('HEXISTS', P .. 'quarantine:revision', id) == 1) then
    outcome, version, revision = 'unchanged', entry.version, entry.revision
  elseif room <= 0 or bytes >= most_bytes then
    outcome = 'full'
  else
    outcome = 'accepted'
    version = (entry and entry.version or 0) + 1
    revision = next_revision(entry and entry.revision or 0, added)
    if restore == '1' then
      redis.call('HDEL', P .. 'tombstones', content)
      if entry then redis.call('HDEL', P .. 'tombstones', entry.content) end
    end
    ledger_set(id, { deleted = false, version = version, revision = revision, fingerprint = fingerprint, content = content })
    add_record(id, revision, ms,
      { 'kind', 'article', 'stage', stage, 'lane', lane, 'channel', channel, 'version', version, 'data', payload })
    trace(id, ms, ttl, 'accepted', 'version ' .. whole(version) .. ' by ' .. channel)
    -- the fraction keeps what one call brought in its order
    join_line(id, whole(revision), ms + math.min(added, 4000) / 4096)
    room, bytes, added = room - 1, bytes + #payload, added + 1
    if stage == 'enrich' then to_enrich = to_enrich + 1 end
  end
  answer[#answer + 1] = outcome
  answer[#answer + 1] = version and whole(version) or ''
  answer[#answer + 1] = revision and whole(revision) or ''
end
if to_enrich > 0 then answer[1] = take_hint('enrich') end
return answer
