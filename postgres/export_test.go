package postgres

// What fuzz targets reach into.
var (
	AppendJSONArray = appendJSONArray
	AppendTime      = appendTime
	ParseTime       = parseTime
	NormalDefault   = normalDefault
)

// Controls reports whether a text begins or ends a transaction, or stands within one.
func Controls(sql string) bool {
	v := verbOf(sql)
	return v == verbControl || v == verbSavepoint
}
