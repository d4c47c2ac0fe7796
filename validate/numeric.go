package validate

// numberIn reads a number or what a pointer to one points at, without reflection or allocation. It answers
// holds for a nil pointer, foreign for what is no plain number, and fails, to be judged, for a number.
func numberIn(v any) (number, verdict) {
	switch v := v.(type) {
	case int:
		return signed(int64(v)), fails
	case int8:
		return signed(int64(v)), fails
	case int16:
		return signed(int64(v)), fails
	case int32:
		return signed(int64(v)), fails
	case int64:
		return signed(v), fails
	case uint:
		return unsigned(uint64(v)), fails
	case uint8:
		return unsigned(uint64(v)), fails
	case uint16:
		return unsigned(uint64(v)), fails
	case uint32:
		return unsigned(uint64(v)), fails
	case uint64:
		return unsigned(v), fails
	case float32:
		return real64(float64(v)), fails
	case float64:
		return real64(v), fails
	}
	return numberAt(v)
}

// numberAt is numberIn for pointers.
func numberAt(v any) (number, verdict) {
	switch p := v.(type) {
	case *int:
		return signedAt(p)
	case *int8:
		return signedAt(p)
	case *int16:
		return signedAt(p)
	case *int32:
		return signedAt(p)
	case *int64:
		return signedAt(p)
	case *uint:
		return unsignedAt(p)
	case *uint8:
		return unsignedAt(p)
	case *uint16:
		return unsignedAt(p)
	case *uint32:
		return unsignedAt(p)
	case *uint64:
		return unsignedAt(p)
	case *float32:
		return realAt(p)
	case *float64:
		return realAt(p)
	}
	return number{}, foreign
}

func signedAt[N ~int | ~int8 | ~int16 | ~int32 | ~int64](p *N) (number, verdict) {
	if p == nil {
		return number{}, holds
	}
	return signed(int64(*p)), fails
}

func unsignedAt[N ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](p *N) (number, verdict) {
	if p == nil {
		return number{}, holds
	}
	return unsigned(uint64(*p)), fails
}

func realAt[N ~float32 | ~float64](p *N) (number, verdict) {
	if p == nil {
		return number{}, holds
	}
	return real64(float64(*p)), fails
}
