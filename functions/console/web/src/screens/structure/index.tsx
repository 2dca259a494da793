import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { organisation as organisationQuery, organisations } from "../../api/queries.ts";
import type { Organisation } from "../../api/shapes.ts";
import { type Authority, governs, mayCreateBelow } from "../../authority.ts";
import { ScreenLink } from "../../parts/link.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useAuthority } from "../../parts/use-authority.ts";
import { places } from "../../places.ts";
import { Text, useTexts } from "../../texts/index.tsx";
import { Create, type Kind } from "./create.tsx";
import { Tree } from "./branches.tsx";

/** What an organisation consists of: its accounts, and the organisations below it. */
export function Structure() {
  const { t } = useTexts();
  const { organisationId = "" } = useParams();
  const place = useQuery(organisationQuery(organisationId));
  const seen = useQuery(organisations);
  return (
    <Screen title={t("structure.title")} description={t("structure.description")}>
      <Loaded query={place}>
        {(there) => <Loaded query={seen}>{(all) => <Branches key={there.id} root={there} seen={all} />}</Loaded>}
      </Loaded>
    </Screen>
  );
}

interface BranchesProps {
  readonly root: Organisation;
  readonly seen: readonly Organisation[];
}

function Branches({ root, seen }: BranchesProps) {
  const { t } = useTexts();
  const [creating, setCreating] = useState<Kind>();
  const authority = useAuthority(root);
  const parent = seen.find(({ id }) => id === root.parentId);
  return (
    <Container header={<Header variant="h2" description={parent && <Below parent={parent} />} actions={<Creations root={root} authority={authority} onCreate={setCreating} />}>{root.name}</Header>}>
      <Tree root={root} seen={seen} />
      {creating && <Create kind={creating} parent={root} onClose={() => setCreating(undefined)} />}
      {authority.level === "partner" && !root.partner && <Box variant="small" display="block" padding={{ top: "s" }}>{t("structure.noPartner")}</Box>}
    </Container>
  );
}

function Below({ parent }: { readonly parent: Organisation }) {
  return <Text id="structure.below" values={{ name: parent.name, to: (chunks) => <ScreenLink key="to" to={places.structure(parent.id)}>{chunks}</ScreenLink> }} />;
}

interface CreationsProps {
  readonly root: Organisation;
  readonly authority: Authority;
  readonly onCreate: (kind: Kind) => void;
}

/** What may be created here. To somebody who may create nothing nothing is shown. */
function Creations({ root, authority, onCreate }: CreationsProps) {
  const { t } = useTexts();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {governs(authority) && <Button onClick={() => onCreate("account")}>{t("structure.create.account")}</Button>}
      {mayCreateBelow(authority, root) && <Button onClick={() => onCreate("organisation")}>{t("structure.create.organisation")}</Button>}
    </SpaceBetween>
  );
}
