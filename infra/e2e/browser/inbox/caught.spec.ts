// The fixture that reads caught emails, with both emulators.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { caught } from "../fixtures/mails";

const ministack = {
  "/_ministack/ses/messages": {
    messages: {
      "000000000000": [
        { MessageId: "2", To: ["new@example.com"], Subject: "second", BodyText: "t", BodyHtml: "<p>", Timestamp: 1700000002.5 },
        { MessageId: "1", To: ["old@example.com"], Subject: "first", BodyText: "t", BodyHtml: "<p>", Timestamp: 1700000001.5 },
      ],
    },
  },
};
const localstack = {
  "/_aws/ses": {
    messages: [
      { Id: "1", Region: "us-east-1", Source: "a@admit.example", Destination: { ToAddresses: ["old@example.com"] }, Subject: "first", Body: { text_part: "t", html_part: "<p>" }, Timestamp: "2023-09-11T08:37:13" },
      { Id: "2", Region: "us-east-1", Source: "a@admit.example", Destination: { ToAddresses: ["new@example.com"] }, Subject: "second", Body: { text_part: "t", html_part: "<p>" }, Timestamp: "2023-09-11T08:37:13" },
    ],
  },
};

for (const [name, pages] of Object.entries({ MiniStack: ministack, LocalStack: localstack })) {
  test(`emails are read from ${name}, the oldest first`, async () => {
    expect(await answering(pages, caught)).toEqual([
      { to: ["old@example.com"], subject: "first", text: "t", html: "<p>" },
      { to: ["new@example.com"], subject: "second", text: "t", html: "<p>" },
    ]);
  });
}

test("an email without parts is read, and an empty inbox is empty", async () => {
  const raw = { "/_aws/ses": { messages: [{ Id: "1", Region: "us-east-1", Source: "a@admit.example", RawData: "From: a@admit.example", Timestamp: "2023-09-11T08:37:13" }] } };
  expect(await answering(raw, caught)).toEqual([{ to: [], subject: "", text: "", html: "" }]);
  expect(await answering({}, caught)).toEqual([]); // LocalStack before the first call to SES
});

// answering calls act with the address of an emulator that has these pages.
async function answering<T>(pages: Record<string, unknown>, act: (endpoint: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ""];
    if (page === undefined) response.writeHead(404).end("<Error><Code>NoSuchBucket</Code></Error>");
    else response.end(JSON.stringify(page));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await act(`http://localhost:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}
