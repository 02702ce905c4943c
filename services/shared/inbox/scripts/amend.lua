-- Change what was decided about articles after they were indexed. ARGV: for each: id, change (JSON).
-- Returns 1 for each, or 0 where the article is not there any more.
local ms, answer = now_ms(), {}
for at = 1, #ARGV, 2 do
  local id = ARGV[at]
  local entry = ledger_get(id)
  if entry and not entry.deleted then
    entry.revision = next_revision(entry.revision, 0)
    ledger_set(id, entry)
    add_record(id, entry.revision, ms,
      { 'kind', 'amend', 'stage', 'index', 'lane', 'bulk', 'channel', '', 'version', whole(entry.version), 'data', ARGV[at + 1] })
    join_line(id, whole(entry.revision), ms)
    answer[#answer + 1] = 1
  else
    answer[#answer + 1] = 0
  end
end
return answer
