package profile

import (
	"strings"
	"testing"
)

// raw is a profile as `go tool pprof -raw` prints it.
const raw = `PeriodType: space bytes
Period: 1
Samples:
alloc_objects/count alloc_space/bytes
          3         48: 1 2 3
                bytes:[16]
          5         80: 4 3
          2         32: 1
          4         64: 1 5 4 3
         -1        -16: 4 3
          9        144: 1 6
Locations
     1: 0x401000 M=1 encoding/json.Marshal /src/encode.go:10:0 s=0
     2: 0x402000 M=1 slices.Sort /src/sort.go:10:0 s=0
             admit/shared/access.List.Do /src/list.go:20:0 s=0
     3: 0x403000 M=1 github.com/aws/aws-lambda-go/lambda.Start /src/entry.go:1:0 s=0
     4: 0x404000 M=1 github.com/aws/aws-sdk-go-v2/service/dynamodb.(*Client).Query /src/q.go:1:0 s=0
     5: 0x405000 M=1 main.handler.serve /src/handler.go:1:0 s=0
     6: 0x406000 M=1 main.writeProfiles /src/inside.go:1:0 s=0
Mappings
1: 0x400000/0x500000/0x0 bootstrap
`

// The sample of the profiler belongs to nobody.
func TestASampleBelongsToTheInnermostCallWithAnOwner(t *testing.T) {
	for value, want := range []Parts{{Own: 7, SDK: 4, Rest: 2}, {Own: 112, SDK: 64, Rest: 32}} {
		got, err := parse(strings.NewReader(raw), value)
		if err != nil || got != want {
			t.Errorf("value %d: %+v (%v), want %+v", value, got, err, want)
		}
	}
}
