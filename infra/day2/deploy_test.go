package day2

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
)

// firstDeployment runs the commands of "Deploy" in docs/operations.md.
func (d *day) firstDeployment(t *testing.T) {
	d.run(t, "bootstrap", "TARGET=aws://000000000000/us-east-1")
	if _, err := d.mails.CreateEmailIdentity(t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String("example.com")}); err != nil {
		t.Fatal(err)
	}
	said := d.deploy(t, "")
	for _, output := range []string{"ApiUrl", "ConsoleUrl", "OperatorFunctionName"} {
		if !strings.Contains(said, output) {
			t.Errorf("the deployment does not say %q:\n%s", output, said)
		}
	}
	said = d.run(t, "organisation", "NAME=Example AS", "ADMIN=ada@example.com", "AWS=1", "DEPLOYMENT="+name, "FORCE=1")
	if !strings.Contains(said, "invitation") || !strings.Contains(said, "ada@example.com") {
		t.Errorf("make organisation says\n%s", said)
	}
	_, id, _ := strings.Cut(said, "invitation ")
	invitation := strings.Fields(id)[0]
	eventually(t, "Ada has her email", func() bool {
		links, err := d.links(t.Context(), invitation)
		return err == nil && len(links) == 1
	})
}

// otherBuild are flags for a build that is another version of every function: their binaries differ.
const otherBuild = "BUILD=-tags lambda.norpc -trimpath -buildvcs=false"

// upgrade deploys another version and other settings, and then the earlier ones again, while people
// are invited, register and are asked about. No request fails, and no email is lost or doubled.
func (d *day) upgrade(t *testing.T) {
	traffic := d.startTraffic(t.Context())
	before := traffic.count()
	d.deploy(t, "-c limitBatch=99", otherBuild)
	during := traffic.count()
	d.deploy(t, "")
	after := traffic.count()
	made := traffic.end(t)
	if during == before || after == during {
		t.Errorf("%d, %d and %d people came before, during and after the upgrade", before, during, after)
	}
	for _, o := range made {
		links, err := d.links(t.Context(), o.invitation)
		if err != nil || len(links) != 1 {
			t.Errorf("%s has %d emails (%v)", o.email, len(links), err)
		}
		if allowed, err := d.mayRead(t.Context(), o); err != nil || !allowed {
			t.Errorf("%s may not do what an administrator may (%v)", o.email, err)
		}
	}
	t.Logf("%d people came meanwhile", len(made))
}

// traffic are people who come one after the other, several at once.
type traffic struct {
	mu       sync.Mutex
	made     []organisation
	failures []error
	stop     context.CancelFunc
	all      sync.WaitGroup
}

// atOnce is how many people come at once, each some time after the one before.
const (
	atOnce        = 3
	betweenPeople = time.Second
)

func (d *day) startTraffic(ctx context.Context) *traffic {
	tr := &traffic{}
	going, stop := context.WithCancel(ctx)
	tr.stop = stop
	run := *d // its functions keep their names
	for worker := range atOnce {
		tr.all.Go(func() {
			for n := 0; going.Err() == nil; n++ {
				o, err := run.visit(ctx, fmt.Sprintf("visitor-%d-%d", worker, n))
				tr.note(o, err)
				time.Sleep(betweenPeople)
			}
		})
	}
	time.Sleep(10 * time.Second)
	return tr
}

// visit is what one person does.
func (d *day) visit(ctx context.Context, name string) (organisation, error) {
	o, err := d.create(ctx, name)
	if err == nil {
		o, err = d.join(ctx, o)
	}
	if err != nil {
		return o, fmt.Errorf("%s: %w", name, err)
	}
	allowed, err := d.mayRead(ctx, o)
	if err == nil && !allowed {
		err = fmt.Errorf("%s may not do what an administrator may", name)
	}
	return o, err
}

func (tr *traffic) note(o organisation, err error) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if err != nil {
		tr.failures = append(tr.failures, err)
		return
	}
	tr.made = append(tr.made, o)
}

func (tr *traffic) count() int {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return len(tr.made)
}

// end ends the traffic and returns who came.
func (tr *traffic) end(t *testing.T) []organisation {
	t.Helper()
	tr.stop()
	tr.all.Wait()
	for _, err := range tr.failures {
		t.Error(err)
	}
	return tr.made
}
