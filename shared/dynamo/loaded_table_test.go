package dynamo_test

import (
	"bufio"
	"os"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"admit/shared/evidence"
)

// loadedTable is the environment variable with the file of a table's items, one in JSON on each line, that the
// load test has written.
const loadedTable = "ADMIT_LOADED_TABLE"

// TestLoadedTableIsSound judges the table of a load: all copies agree, every count is right, and nothing is left over.
func TestLoadedTableIsSound(t *testing.T) {
	name := os.Getenv(loadedTable)
	if name == "" {
		t.Skipf("NOT RUN: it judges what a load has written; run make load")
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	items := map[string]item{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 4<<20) // an item has at most 400 KB
	for lines.Scan() {
		i, err := attributevalue.UnmarshalMapJSON(lines.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		items[key(i)] = i
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	wrong := sound(t, items)
	for _, fault := range wrong {
		t.Log(fault)
	}
	evidence.Record(t, evidence.Figure{What: "items of the loaded table", Tried: strconv.Itoa(len(items)), Wrong: len(wrong)})
}
