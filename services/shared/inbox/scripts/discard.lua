-- Give up quarantined articles for good. ARGV: trace TTL (s), then ids. Returns how many there were.
local ttl, ms, count = tonumber(ARGV[1]), now_ms(), 0
for at = 2, #ARGV do
  if close_quarantine(ARGV[at]) then
    local entry = ledger_get(ARGV[at])
    entry.fingerprint = string.rep('\0', 16) -- so that the same document, pushed again, is taken
    ledger_set(ARGV[at], entry)
    trace(ARGV[at], ms, ttl, 'discarded', '')
    count = count + 1
  end
end
return count
