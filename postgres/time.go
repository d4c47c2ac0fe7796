package postgres

import "time"

// epoch is 2000-01-01, from which PostgreSQL counts, in microseconds since 1970.
const epoch = 946_684_800_000_000

var firstMicro, lastMicro = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro(), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro() - 1

// inYears reports whether an instant lies within the years 0 to 9999.
func inYears(micros int64) bool { return micros >= firstMicro && micros <= lastMicro }

// appendTime writes an instant as PostgreSQL reads it. The year before 1 is 1 BC there.
func appendTime(out []byte, micros int64) []byte {
	t := time.UnixMicro(micros).UTC()
	if t.Year() < 1 {
		return t.AppendFormat(append(out, "0001-"...), "01-02 15:04:05.000000+00 BC")
	}
	return t.AppendFormat(out, "2006-01-02 15:04:05.000000+00")
}

// appendRFC3339 writes an instant as JSON has it, with microseconds.
func appendRFC3339(out []byte, micros int64) []byte {
	return time.UnixMicro(micros).UTC().AppendFormat(out, "2006-01-02T15:04:05.000000Z")
}

// parseTime reads an instant as PostgreSQL writes it: "2026-01-31 23:59:59.5+00".
func parseTime(s string) (micros int64, ok bool) {
	for _, form := range []string{"2006-01-02 15:04:05.999999-07", "2006-01-02 15:04:05.999999-07:00", "2006-01-02 15:04:05.999999", "2006-01-02"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.UnixMicro(), true
		}
	}
	return 0, false
}
