package sqlite

// timeLength is the length of a stored time: "2006-01-02 15:04:05.000000".
const timeLength = 26

const (
	microsPerSecond = 1_000_000
	secondsPerDay   = 86_400
	firstSecond     = -62_167_219_200 // 0000-01-01 00:00:00
	lastSecond      = 253_402_300_799 // 9999-12-31 23:59:59
)

// formatTime writes microseconds since 1970; false says that the year has not four digits.
func formatTime(dst *[timeLength]byte, micros int64) bool {
	seconds, fraction := floorDiv(micros, microsPerSecond)
	if seconds < firstSecond || seconds > lastSecond {
		return false
	}
	days, rest := floorDiv(seconds, secondsPerDay)
	year, month, day := civil(days)
	*dst = [timeLength]byte{4: '-', 7: '-', 10: ' ', 13: ':', 16: ':', 19: '.'}
	digits(dst[0:4], year)
	digits(dst[5:7], month)
	digits(dst[8:10], day)
	digits(dst[11:13], rest/3600)
	digits(dst[14:16], rest/60%60)
	digits(dst[17:19], rest%60)
	digits(dst[20:26], fraction)
	return true
}

// parseTime reads what formatTime writes, and the same with fewer digits of the fraction or none, as SQLite's
// own functions write it. Dates and times that do not exist are refused.
func parseTime(b []byte) (micros int64, ok bool) {
	if len(b) < 19 || len(b) > timeLength || len(b) == 20 ||
		b[4] != '-' || b[7] != '-' || b[10] != ' ' || b[13] != ':' || b[16] != ':' || len(b) > 19 && b[19] != '.' {
		return 0, false
	}
	year, month, day := number(b[0:4]), number(b[5:7]), number(b[8:10])
	hour, minute, second := number(b[11:13]), number(b[14:16]), number(b[17:19])
	if year|month|day|hour|minute|second < 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) ||
		hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	seconds := dayNumber(year, month, day)*secondsPerDay + hour*3600 + minute*60 + second
	fraction, ok := parseFraction(b[19:])
	return seconds*microsPerSecond + fraction, ok
}

// parseFraction reads ".1" to ".123456" as microseconds; nothing is 0.
func parseFraction(b []byte) (micros int64, ok bool) {
	if len(b) == 0 {
		return 0, true
	}
	micros = number(b[1:])
	if micros < 0 {
		return 0, false
	}
	for range 7 - len(b) {
		micros *= 10
	}
	return micros, true
}

// number reads decimal digits; it is less than 0 when there is anything else.
func number(b []byte) int64 {
	n := int64(0)
	for _, c := range b {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int64(c-'0')
	}
	return n
}

// digits fills dst with a number, zeros first.
func digits(dst []byte, n int64) {
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = byte('0' + n%10)
		n /= 10
	}
}

func daysIn(year, month int64) int64 {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// The proleptic Gregorian calendar, in years that begin in March so that the leap day comes last, and eras of
// 400 years, which all have 146,097 days.

const (
	daysPerEra  = 146_097
	daysTo1970  = 719_468 // from 0000-03-01
	yearsPerEra = 400
)

// dayNumber counts days from 1970-01-01.
func dayNumber(year, month, day int64) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era, y := floorDiv(year, yearsPerEra)
	return era*daysPerEra + 365*y + y/4 - y/100 + (153*(month-3)+2)/5 + day - 1 - daysTo1970
}

// civil turns such a count into a date.
func civil(days int64) (year, month, day int64) {
	era, d := floorDiv(days+daysTo1970, daysPerEra)
	y := (d - d/1460 + d/36_524 - d/146_096) / 365
	d -= 365*y + y/4 - y/100
	m := (5*d + 2) / 153
	day = d - (153*m+2)/5 + 1
	year, month = era*yearsPerEra+y, m+3
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, day
}

// floorDiv divides towards the smaller number; the remainder is never negative.
func floorDiv(a, b int64) (quotient, remainder int64) {
	quotient, remainder = a/b, a%b
	if remainder < 0 {
		quotient--
		remainder += b
	}
	return quotient, remainder
}
