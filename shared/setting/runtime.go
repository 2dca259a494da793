package setting

// RuntimeVariable is an environment variable of Go's own runtime.
type RuntimeVariable struct{ Name, Value, Reason string }

// Runtime returns the variables that the stack sets for every function, for Go's
// runtime. Their values belong to functions with 256 MB of memory, to which Lambda
// gives 256/1769 of a processor. At that share, the first two took a list from 53 to
// 38 ms and an invite from 25 to 17 ms. The last took the processor time of a start with
// a connection from 13.5 to 8 ms.
func Runtime() []RuntimeVariable {
	return []RuntimeVariable{
		{"GOMAXPROCS", "1", "A function has a part of one processor. More threads only take turns on it."},
		{"GOGC", "400", "The garbage collector runs when the heap is five times what is in use, and not two times. A function uses a tenth of its memory."},
		{"GOMEMLIMIT", "200MiB", "The garbage collector runs earlier if the memory of 256 MB would not be enough."},
		{"SSL_CERT_DIR", "/nonexistent", "Go reads the certificates of the authorities from one file, and then from every file of some directories. They have the same certificates again."},
	}
}
