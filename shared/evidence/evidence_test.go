package evidence

import (
	"os"
	"path/filepath"
	"testing"
)

// recorder is a test that notes whether it has failed.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Errorf(string, ...any) { r.failed = true }

func (r *recorder) Failed() bool { return r.failed }

func TestRecord(t *testing.T) {
	name := filepath.Join(t.TempDir(), "evidence")
	t.Setenv(File, name)
	good, bad := &recorder{TB: t}, &recorder{TB: t}
	Record(good, Figure{What: "histories", Tried: "200"})
	Record(bad, Figure{What: "boundaries", Tried: "7 of 7", Wrong: 2})
	if good.failed || !bad.failed {
		t.Errorf("failed without wrong results: %t, with wrong results: %t", good.failed, bad.failed)
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"What":"histories","Tried":"200","Wrong":0}` + "\n" + `{"What":"boundaries","Tried":"7 of 7","Wrong":2}` + "\n"
	if string(got) != want {
		t.Errorf("the file has\n%s\nwant\n%s", got, want)
	}
}

// TestRecordOfAFailedTest checks that the figures of a test that has failed are not without
// wrong results.
func TestRecordOfAFailedTest(t *testing.T) {
	name := filepath.Join(t.TempDir(), "evidence")
	t.Setenv(File, name)
	failed := &recorder{TB: t, failed: true}
	Record(failed, Figure{What: "histories", Tried: "200"})
	Record(failed, Figure{What: "boundaries", Tried: "7 of 7", Wrong: 2})
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"What":"histories","Tried":"200","Wrong":1}` + "\n" + `{"What":"boundaries","Tried":"7 of 7","Wrong":2}` + "\n"
	if string(got) != want {
		t.Errorf("the file has\n%s\nwant\n%s", got, want)
	}
}

func TestRecordWithoutFile(t *testing.T) {
	t.Setenv(File, "")
	Record(t, Figure{What: "histories", Tried: "200"})
}
