package day2

import (
	"regexp"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

var streamSetting = regexp.MustCompile(`-c restoredTable=(arn:\S+/stream/[^\s']+)`)

// restore restores the table and switches over. What was there before the moment is there again, what came
// after it is not. An email that was sent before is not sent again; one that was being sent is.
func (d *day) restore(t *testing.T) {
	before, err := d.visit(t.Context(), "before")
	if err != nil {
		t.Fatal(err)
	}
	sending := d.interruptedMail(t)
	said := d.run(t, "restore", "AT=latest", "DEPLOYMENT="+name)
	found := streamSetting.FindStringSubmatch(said)
	if found == nil {
		t.Fatalf("make restore prints no setting:\n%s", said)
	}
	after, err := d.visit(t.Context(), "after")
	if err != nil {
		t.Fatal(err)
	}
	source := d.outputs["TableName"]
	d.context += " -c restoredTable=" + found[1]
	d.deploy(t, "")
	if d.outputs["TableName"] == source {
		t.Errorf("the functions use %s still", source)
	}
	d.isComplete(t, d.outputs["TableName"])

	if allowed, err := d.mayRead(t.Context(), before); err != nil || !allowed {
		t.Errorf("who came before the moment has no access (%v)", err)
	}
	if allowed, err := d.mayRead(t.Context(), after); err != nil || allowed {
		t.Errorf("who came after the moment has access (%v)", err)
	}
	if _, err := d.visit(t.Context(), "switched"); err != nil {
		t.Errorf("nobody can come: %v", err)
	}
	eventually(t, "the interrupted email is sent", func() bool {
		links, err := d.links(t.Context(), sending.invitation)
		return err == nil && len(links) == 2
	})
	if links, err := d.links(t.Context(), before.invitation); err != nil || len(links) != 1 {
		t.Errorf("an email from before was sent %d times (%v)", len(links), err)
	}
}

// interruptedMail returns an organisation whose invitation looks as while its email is being sent.
func (d *day) interruptedMail(t *testing.T) organisation {
	t.Helper()
	o, err := d.create(t.Context(), "interrupted")
	if err != nil {
		t.Fatal(err)
	}
	key := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "INVITATION#" + o.invitation}, "sk": &types.AttributeValueMemberS{Value: "INVITATION"}}
	sent := func() bool {
		found, err := d.tables.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(d.outputs["TableName"]), Key: key, ConsistentRead: aws.Bool(true)})
		if err != nil {
			return false
		}
		status, _ := found.Item["delivery"].(*types.AttributeValueMemberS)
		return status != nil && status.Value == "sent"
	}
	eventually(t, "the email is sent", sent)
	if _, err := d.tables.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{TableName: aws.String(d.outputs["TableName"]), Key: key,
		UpdateExpression: aws.String("SET delivery = :sending, claimedUntil = :never"), ExpressionAttributeValues: map[string]types.AttributeValue{
			":sending": &types.AttributeValueMemberS{Value: "sending"}, ":never": &types.AttributeValueMemberN{Value: "0"}}}); err != nil {
		t.Fatal(err)
	}
	return o
}

// isComplete checks what DynamoDB does not restore by itself.
func (d *day) isComplete(t *testing.T, table string) {
	t.Helper()
	described, err := d.tables.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
	if err != nil {
		t.Fatal(err)
	}
	ttl, err1 := d.tables.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: &table})
	backups, err2 := d.tables.DescribeContinuousBackups(t.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: &table})
	tags, err3 := d.tables.ListTagsOfResource(t.Context(), &dynamodb.ListTagsOfResourceInput{ResourceArn: described.Table.TableArn})
	if err1 != nil || err2 != nil || err3 != nil {
		t.Fatal(err1, err2, err3)
	}
	if !aws.ToBool(described.Table.StreamSpecification.StreamEnabled) || described.Table.StreamSpecification.StreamViewType != types.StreamViewTypeNewAndOldImages {
		t.Error("the restored table has no stream of both images")
	}
	if !aws.ToBool(described.Table.DeletionProtectionEnabled) {
		t.Error("the restored table has no deletion protection")
	}
	if ttl.TimeToLiveDescription.TimeToLiveStatus != types.TimeToLiveStatusEnabled || aws.ToString(ttl.TimeToLiveDescription.AttributeName) != "expiresAt" {
		t.Error("the restored table has no time-to-live")
	}
	if backups.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus != types.PointInTimeRecoveryStatusEnabled {
		t.Error("the restored table has no point-in-time recovery")
	}
	if len(tags.Tags) == 0 {
		t.Error("the restored table has no tags")
	}
}
