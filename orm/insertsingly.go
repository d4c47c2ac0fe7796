package orm

// oneByOne writes a row per statement, where the database tells only so what it generated or filled in. Rows whose keys
// are given go first, so that those generated come above.
func (b *batch) oneByOne(l *lease) error {
	in := insertion{table: b.table, ctx: b.ctx, scratch: newScratch()}
	defer in.scratch.free()
	for _, given := range []bool{true, false} {
		for i := range b.objs {
			if given != (b.given == nil || b.given[i] != 0) {
				continue
			}
			if err := b.one(l, &in, i); err != nil {
				return b.which(err, i)
			}
		}
	}
	b.keys = nil // the objects have them
	return nil
}

func (b *batch) one(l *lease, in *insertion, i int) error {
	if b.given != nil && b.given[i] == 0 {
		if err := b.table.m.setKey(b.objs[i], 0); err != nil { // it may have one of an insert that was undone
			return err
		}
	}
	if err := in.prepare(b.base, b.objs[i], b.options); err != nil {
		return err
	}
	if err := b.table.advanceKeys(b.ctx, l, in.given); err != nil {
		return err
	}
	return in.write(l, b.objs[i])
}
