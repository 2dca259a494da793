package cloud

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"admit/shared/dynamo"
)

// Record is a record of the table's stream, in the form in which Lambda gets it.
type Record map[string]any

// Kind returns the kind of the new item of a record, and the delivery status if there is
// one.
func (r Record) Kind() (kind, delivery string) {
	change, _ := r["dynamodb"].(map[string]any)
	image, _ := change["NewImage"].(map[string]any)
	text := func(name string) string {
		value, _ := image[name].(map[string]any)
		s, _ := value["S"].(string)
		return s
	}
	return text("kind"), text("delivery")
}

// stream stands in for the streams of tables. DynamoDB Local has streams, but each write
// to a table with one takes it several times as long.
//
// The stand-in sees the writes that pass through the cloud, and makes records of the items
// that are put. It makes none of updates and deletions, and no old images: no filter of
// the stack matches an update that Admit makes, and DynamoDB Local deletes nothing by its
// time-to-live within a run.
type stream struct {
	mu      sync.Mutex
	waiting map[string][]Record // by the name of a table that is followed
	number  int                 // of the last record
	made    map[string]bool     // the tokens of transactions that have records
}

// Follow calls each with the records of a table, in their order, until the context ends.
// They begin with the next write. It asks again after pause. A table has one follower.
func (c *Cloud) Follow(ctx context.Context, table string, pause time.Duration, each func([]Record)) {
	c.stream.follow(table)
	go func() {
		defer c.stream.leave(table)
		for ctx.Err() == nil {
			if records := c.stream.take(table); len(records) > 0 {
				each(records)
				continue
			}
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
		}
	}()
}

func (s *stream) follow(table string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting == nil {
		s.waiting = map[string][]Record{}
	}
	s.waiting[table] = []Record{}
}

func (s *stream) leave(table string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.waiting, table)
}

// take returns the records that were not taken before.
func (s *stream) take(table string) []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	records := s.waiting[table]
	s.waiting[table] = nil
	return records
}

// followed reports whether a table is followed.
func (s *stream) followed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting) > 0
}

// put is a put of an item, alone or in a transaction.
type put struct {
	TableName, ConditionExpression string
	Item                           map[string]any
}

// watch passes a call on to the database, and makes records of it if it succeeds.
func (s *stream) watch(w http.ResponseWriter, r *http.Request, operation string, database http.Handler) {
	if (operation != "TransactWriteItems" && operation != "PutItem") || !s.followed() {
		database.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	status := &statusWriter{ResponseWriter: w, note: func(status int) {
		if status == http.StatusOK {
			s.record(body)
		}
	}}
	database.ServeHTTP(status, r)
	status.begin(http.StatusOK) // of an answer without a body
}

// record makes the records of a call.
func (s *stream) record(body []byte) {
	var call struct {
		put
		ClientRequestToken string
		TransactItems      []struct{ Put put }
	}
	if json.Unmarshal(body, &call) != nil {
		return // DynamoDB Local would have refused it
	}
	puts := []put{call.put}
	for _, item := range call.TransactItems {
		puts = append(puts, item.Put)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if token := call.ClientRequestToken; token != "" {
		if s.made[token] {
			return // a repetition of the same transaction, which has written nothing
		}
		if s.made == nil {
			s.made = map[string]bool{}
		}
		s.made[token] = true
	}
	for _, p := range puts {
		if records, ok := s.waiting[p.TableName]; ok && p.Item != nil {
			s.number++
			s.waiting[p.TableName] = append(records, p.record(s.number))
		}
	}
}

// record returns the record of a put. Admit puts a new item on the condition that there is
// none.
func (p put) record(number int) Record {
	name := "MODIFY"
	if strings.HasPrefix(p.ConditionExpression, "attribute_not_exists("+dynamo.PartitionKey+")") {
		name = "INSERT"
	}
	return Record{
		"eventID": strconv.Itoa(number), "eventName": name, "eventSource": "aws:dynamodb", "eventVersion": "1.1", "awsRegion": "us-east-1",
		"dynamodb": map[string]any{
			"Keys":     map[string]any{dynamo.PartitionKey: p.Item[dynamo.PartitionKey], dynamo.SortKey: p.Item[dynamo.SortKey]},
			"NewImage": p.Item, "SequenceNumber": strconv.Itoa(number), "StreamViewType": "NEW_AND_OLD_IMAGES",
		},
	}
}

// statusWriter calls a function with the status of an answer, before the caller gets the
// answer. So the records are there before the caller writes again, and also if the caller is
// gone by then.
type statusWriter struct {
	http.ResponseWriter
	note  func(status int)
	begun bool
}

// begin notes the status, unless there is one.
func (w *statusWriter) begin(status int) {
	if !w.begun {
		w.begun = true
		w.note(status)
	}
}

// WriteHeader implements [http.ResponseWriter].
func (w *statusWriter) WriteHeader(status int) {
	w.begin(status)
	w.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (w *statusWriter) Write(content []byte) (int, error) {
	w.begin(http.StatusOK)
	return w.ResponseWriter.Write(content)
}
