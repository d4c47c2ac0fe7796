package main

import (
	"os"
	"testing"
)

// asProgram makes the test binary be the program: what a test starts, kills or limits is a process of its own.
const asProgram = "USERS_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		panic(err)
	}
	os.Stderr = null // where the sites that tests serve by themselves write their log
	os.Exit(m.Run())
}
