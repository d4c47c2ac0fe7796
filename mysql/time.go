package mysql

import "time"

// timeLength is the length of a time as it is sent: "2006-01-02 15:04:05.000000".
const timeLength = 26

const (
	firstMicros = -62_135_596_800_000_000 // 0001-01-01 00:00:00
	lastMicros  = 253_402_300_799_999_999 // 9999-12-31 23:59:59.999999
)

// formatTime appends microseconds since 1970; false says that the year is not one of 1 to 9999.
func formatTime(dst []byte, micros int64) ([]byte, bool) {
	if micros < firstMicros || micros > lastMicros {
		return dst, false
	}
	t := time.UnixMicro(micros).UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	text := [timeLength]byte{4: '-', 7: '-', 10: ' ', 13: ':', 16: ':', 19: '.'}
	digits(text[0:4], year)
	digits(text[5:7], int(month))
	digits(text[8:10], day)
	digits(text[11:13], hour)
	digits(text[14:16], minute)
	digits(text[17:19], second)
	digits(text[20:26], t.Nanosecond()/1000)
	return append(dst, text[:]...), true
}

// parseTime reads what formatTime writes, the same with fewer digits of the fraction or none, and a date alone.
// Dates and times that do not exist are refused.
func parseTime(b []byte) (micros int64, ok bool) {
	if len(b) == 10 {
		b = append(append(make([]byte, 0, timeLength), b...), " 00:00:00"...)
	}
	if len(b) < 19 || len(b) > timeLength || len(b) == 20 ||
		b[4] != '-' || b[7] != '-' || b[10] != ' ' || b[13] != ':' || b[16] != ':' || len(b) > 19 && b[19] != '.' {
		return 0, false
	}
	year, month, day := number10(b[0:4]), number10(b[5:7]), number10(b[8:10])
	hour, minute, second := number10(b[11:13]), number10(b[14:16]), number10(b[17:19])
	fraction := 0
	if len(b) > 20 {
		fraction = number10(b[20:])
		for range timeLength - len(b) {
			fraction *= 10
		}
	}
	if min(year, month, day, hour, minute, second, fraction) < 0 || year == 0 || month > 12 || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, fraction*1000, time.UTC)
	if t.Day() != day || month == 0 {
		return 0, false // time.Date moves a day that does not exist
	}
	return t.UnixMicro(), true
}

// number10 reads digits; -1 when there are others.
func number10(b []byte) int {
	n := 0
	for _, c := range b {
		if !digit(c) {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// digits fills dst with a number, zeros first.
func digits(dst []byte, n int) {
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = byte('0' + n%10)
		n /= 10
	}
}
