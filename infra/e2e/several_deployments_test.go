package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

// mainJob matches the tests that show that a deployment does what it is for: an invitation
// from first to last with its mail, a change of access, decisions, the status of a mail, and
// events on the bus.
const mainJob = "^(TestInvitationLifecycle|TestAnEditReplacesTheGrants|TestADecisionFollowsEveryChange|" +
	"TestDeliveryEventsAreShownAndRecorded|TestEventsOfAnOperatorsOrganisationArePublished)$"

// The stacks of the deployments: the first has no name, the second has the name second.
const firstStack, secondStack = "Admit", "Admit-second"

// TestTwoDeployments shows that two deployments in one account and region do their main job,
// share no resource and no data, and that the deletion of one leaves the other as it is. It
// does not run in parallel, because it compares all stored data.
func TestTwoDeployments(t *testing.T) {
	path := os.Getenv("ADMIT_E2E_SECOND")
	second := readOutputs(t, path)
	doMainJob(t, path)
	shareNothing(t, second)

	before := tableDump(t, "")
	got(cloud.stacks.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: aws.String(secondStack)})).orFail(t)
	waiter := cloudformation.NewStackDeleteCompleteWaiter(cloud.stacks)
	if err := waiter.Wait(t.Context(), &cloudformation.DescribeStacksInput{StackName: aws.String(secondStack)}, 5*time.Minute); err != nil {
		t.Fatal(err)
	}
	if after := tableDump(t, ""); after != before {
		t.Error("the deletion of the other deployment changed data")
	}
	doMainJob(t, os.Getenv("ADMIT_E2E_OUTPUTS"))
}

func readOutputs(t *testing.T, path string) outputs {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("ADMIT_E2E_SECOND names no second deployment (%v): run make test-e2e, or .build/local run -second", err)
	}
	var o outputs
	if err := json.Unmarshal(content, &o); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return o
}

// doMainJob runs this program again, against the deployment that a file describes.
func doMainJob(t *testing.T, path string) {
	t.Helper()
	program := exec.CommandContext(t.Context(), os.Args[0], "-test.run", mainJob, "-test.count=1", "-test.v")
	program.Env = append(os.Environ(), "ADMIT_E2E_OUTPUTS="+path)
	said, err := program.CombinedOutput()
	if passed := strings.Count(string(said), "\n--- PASS: "); err != nil || passed != strings.Count(mainJob, "|")+1 {
		t.Fatalf("the main job at %s: %v, %d tests passed\n%s", path, err, passed, said)
	}
}

// shareNothing checks that the deployments have no resource in common, and that nothing of
// one is known to the other.
func shareNothing(t *testing.T, second outputs) {
	t.Helper()
	own := resourcesOf(t, firstStack)
	for _, resource := range resourcesOf(t, secondStack) {
		if slices.Contains(own, resource) {
			t.Errorf("both deployments have %s", resource)
		}
	}
	if second.OrganisationID == deployment.OrganisationID || tableDump(t, second.OrganisationID) != "" {
		t.Errorf("the organisation %s of the second deployment is in the table of the first", second.OrganisationID)
	}
	signedIn := got(authenticate(t.Context(), second.ClientID, second.AdminEmail, second.AdminPassword)).orFail(t)
	if a := got(request{method: http.MethodGet, path: "/me", token: aws.ToString(signedIn.AccessToken)}.exchange(t.Context())).orFail(t); a.status != http.StatusUnauthorized {
		t.Errorf("the first deployment answers %d to a token of the second", a.status)
	}
}

// parts are the types of resources whose id is unique in another resource alone: in a user
// pool, and in an API.
var parts = []string{"AWS::Cognito::UserPoolResourceServer", "AWS::ApiGatewayV2::Stage"}

// resourcesOf returns the type and the physical id of every resource of a stack, without
// parts of others.
func resourcesOf(t *testing.T, stack string) []string {
	t.Helper()
	described := got(cloud.stacks.DescribeStackResources(t.Context(), &cloudformation.DescribeStackResourcesInput{
		StackName: &stack,
	})).orFail(t)
	var resources []string
	for _, r := range described.StackResources {
		if slices.Contains(parts, aws.ToString(r.ResourceType)) {
			continue
		}
		resources = append(resources, aws.ToString(r.ResourceType)+" "+aws.ToString(r.PhysicalResourceId))
	}
	if len(resources) == 0 {
		t.Fatalf("the stack %s has no resources", stack)
	}
	return resources
}
