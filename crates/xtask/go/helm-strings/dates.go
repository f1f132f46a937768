package main

import (
	"math"
	"time"
	_ "time/tzdata" // zones wherever it runs
)

var layouts = of(
	"", "2006-01-02", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.999999999Z07:00", time.ANSIC, time.UnixDate, time.RubyDate, time.RFC822, time.RFC822Z, time.RFC850, time.RFC1123, time.RFC1123Z, time.Kitchen, time.Stamp, time.StampMilli, time.StampNano, time.DateTime,
	"Jan", "January", "Janx", "1", "01", "Mon", "Monday", "Monx", "2", "_2", "02", "002", "__2", "__2006", "_2006", "15", "3", "03", "4", "04", "5", "05", "06", "2006", "PM", "pm", "MST", "Z0700", "Z070000", "Z07", "Z07:00", "Z07:00:00", "-0700", "-070000", "-07", "-07:00", "-07:00:00", "05.000", "05,000", "05.999", "05.9999999999", ".000", ".9", "5.0", "05.0x",
	"20060102150405", "2006.01.02", "a1b", "Januaryx", "jan", "JAN", "Month 1", "yyyy-MM-dd", "06-1-2", "0", "00", "010203", "é2006日", "2006\xff", "150405.000000", "15h04m", "pM", "_1", "_x", "Z", "-0", "-07x", "M", "P", "0106", "012006", "1504", "Jan _2 15:04:05 2006", "2 1 06 3PM", "Mon Jan",
)

func someTimes() []any {
	east := time.FixedZone("CET", 3600)
	half := time.FixedZone("IST", 19800)
	west := time.FixedZone("", -12345)
	return []any{
		time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 2, 29, 13, 5, 9, 123456789, time.UTC), time.Date(1999, 12, 31, 23, 59, 59, 999000000, east), time.Date(2023, 10, 9, 12, 0, 0, 120000000, half), time.Date(2023, 6, 15, 4, 3, 2, 1, west),
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-5, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(12345, 11, 30, 1, 2, 3, 0, time.UTC), time.Unix(0, 0).UTC(),
	}
}

var durations = of(
	"", "0", "1s", "90s", "1h", "-1h", "+5s", "1.5h", ".5s", "5.s", "1h2m3s", "1m1h", "1ms", "1us", "1µs", "1μs", "1ns", "1d", "1", "-", "+", "s", "1x", "1.2.3s", "1h 2m", " 1h", "1h ", "100000h", "2540400h10m10s", "9223372036854775807ns", "9223372036854775808ns", "-9223372036854775808ns", "-9223372036854775809ns", "99999999999999999999s",
	"0.000000001s", "0.0000000001s", "1.999999999999s", "3000000h", "0.9223372036854775807h", "--1s", "1e3s", "1H", "é", "\xff", "1.s", ".s", "1m30", "23h59m59s", "24h", "720h", "721h", "8760h", "8761h", "61m", "59s", "60s", "61s", "1.5s", "-90m", "2.5", "1e3", "-3", "inf", "NaN", "1e20", "1e10", "9223372036", "9223372037", "-9223372037", "0x10", "1_000", "9223372036.854775807", "-0", " 2 ", "1e-9", "1e-10",
)

func dateCalls(r *recorder) {
	times := someTimes()
	r.each("date", layouts, times[:5])
	r.each("date", layouts[:30], times[5:])
	r.each("htmlDate", times)
	r.each("dateInZone", of("2006-01-02 15:04:05 MST -0700"), times, of("UTC", "", "Local", "local", "utc", "Nowhere/Else", "../etc", "Etc/../UTC", "\\x", "Nowhere", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "europe/berlin", "Etc/GMT+3", "Africa/Nairobi", "US/Pacific", "Australia/Lord_Howe"))
	// names that newer copies of the database make links of others, which differ in the 19th century
	r.each("dateInZone", of("2006-01-02 15:04:05 MST -0700"), times[:5], of("EST", "CET"))
	r.each("date_in_zone", of(time.RFC3339Nano), times[:2], of("UTC"))
	r.each("htmlDateInZone", times, of("UTC", "Local", "x"))
	r.each("date", of(time.RFC3339), []any{0, int64(1700000000), -1, 1 << 40, int64(-62135596800), int64(253402300800)})
	r.each("htmlDate", []any{0, int64(86399), int64(86400), -1})
	r.each("mustDateModify", durations, times[:2])
	for _, name := range []string{"dateModify", "date_modify", "must_date_modify"} {
		r.each(name, durations[:30], times[1:2])
	}
	r.each("dateModify", of("-2000000h", "2000000h"), times)
	r.each("unixEpoch", times)
	r.each("duration", append(values(), "10", "-3", "3600", "90061", "x", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "99999999999", "+5", "0x10", "1_0", " 1", int64(59), int64(3661), int64(math.MaxInt64)))
	r.each("durationRound", append(durations, values()[:27]...))
	r.each("durationRound", []any{int64(1), int64(1e9), int64(1e9 + 1), int64(-2e9), int64(math.MinInt64), int64(math.MaxInt64), 5})
	numbers := []any{nil, true, 0, 1, -3, int64(5), 2.5, -0.5, math.NaN(), math.Inf(1), 1e20, 9.3e9, 1e-10, int64(9223372036), int64(9223372037), int64(-9223372037), uint64(7), uint64(1 << 63), []any{}, map[string]any{}, []byte("1s"), time.Duration(1500), time.Duration(math.MinInt64)}
	all := append(append([]any{}, durations...), numbers...)
	r.each("mustToDuration", all)
	for _, name := range []string{"durationSeconds", "durationMilliseconds", "durationMicroseconds", "durationNanoseconds", "durationMinutes", "durationHours", "durationDays", "durationWeeks"} {
		r.each(name, numbers)
		r.each(name, durations[3:20])
	}
	r.call("mustToDuration", times[0])
	for _, name := range []string{"durationRoundTo", "durationTruncateTo"} {
		r.each(name, []any{"2h13m29s", "-2h13m30s", "90s", "x", 7, 1.25, nil, time.Duration(math.MaxInt64), time.Duration(math.MinInt64), "1500ms", "2500ms"}, []any{"1m", "30s", "0", "-1m", "1h", "x", nil, 60, "1s", "7ns", "2540400h"})
	}
	parse := []any{
		"2024-02-29", "2023-02-29", "2024-2-9", "2024-13-01", "2024-00-01", "2024-01-32", "2024-02-30", "24-02-29", "", "x", "2024-02-29x", "2024-02-29T13:05:09Z", "2024-02-29T13:05:09.123Z", "2024-02-29T13:05:09,5Z", "2024-02-29T13:05:09+02:00", "2024-02-29T13:05:09-0330", "2024-02-29T24:00:00Z", "2024-02-29T13:60:00Z", "2024-02-29T13:05:60Z",
		"Thu Feb 29 13:05:09 2024", "Thu Feb 29 13:05:09 UTC 2024", "Thu Feb 29 13:05:09 CET 2024", "Thu, 29 Feb 2024 13:05:09 GMT", "Thu, 29 Feb 2024 13:05:09 +0100", "3:04PM", "13:04PM", "12:04AM", "0:04AM", "3:04pm", "Feb  9 01:02:03", "feb 29 01:02:03", "29 Feb 24 13:05 MST", "2024-02-29 13:05:09", "2024-02-29  13:05:09", "0024-01-01", "9999-12-31", "10000-01-01", "-001-01-01", "2024-060", "2024-366", "2023-366", "2024-000", "é", "2024-02-29T13:05:09.123456789123Z", "2024-02-29T13:05:09.Z", "Monday", "Thu", "GMT+3", "GMT-24", "GMT+", "+0260", "+2500", "Z", "ChST", "MeST", "WITA", "+03", "XYZ", "ABCDE", "AB",
	}
	some := of("2006-01-02", time.RFC3339, time.RFC3339Nano, time.ANSIC, time.UnixDate, time.RFC1123, time.RFC1123Z, time.Kitchen, time.StampMilli, time.RFC822, time.DateTime, "2006-002", "2006-1-2", "06-01-02", "Monday", "Mon", "MST", "-0700", "Z07:00", "-07", "", "x", "2006-01-02T15:04:05.000Z07:00", "Jan _2 15:04:05", "3:04 pm", "2006 002 Jan 2", "Z0700", "2006-01-02T15:04:05-0700", "20060102", "2006-01-02T15:04:05,999Z07:00")
	r.each("mustToDate", some, parse)
	r.each("toDate", some[:2], parse)
	r.each("mustToDate", of("20060102150405", "20060102", "150405.000"), of("20240229130509", "20240229", "130509.123", "130509.12", "130509", "2024022913050"))
}
