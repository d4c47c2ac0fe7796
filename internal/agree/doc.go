// Package agree holds the engines against each other: random queries give the same rows on all of them. It has tests alone,
// since they need every engine at once.
package agree
