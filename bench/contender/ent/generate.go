// Package ent is what ent has generated from package schema, without which it cannot be used.
package ent

//go:generate go tool ent generate --feature sql/upsert ./schema
