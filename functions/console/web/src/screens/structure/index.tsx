import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { organisation as organisationQuery, organisations } from "../../api/queries.ts";
import type { Organisation, OrganisationWithAccounts } from "../../api/types.ts";
import { Loaded } from "../../components/loaded.tsx";
import { ScreenLink } from "../../components/screen-link.tsx";
import { Screen } from "../../components/screen.tsx";
import { paths } from "../../lib/paths.ts";
import { Text, useTexts } from "../../texts/index.tsx";
import { CreateDialog, type Kind } from "./create-dialog.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import type { ChosenAction } from "./node-menu.tsx";
import { OrganisationTree } from "./organisation-tree.tsx";
import { RenameDialog } from "./rename-dialog.tsx";

/** The accounts of an organisation and the organisations below it. */
export function Structure() {
  const { t } = useTexts();
  const { organisationId = "" } = useParams();
  const organisation = useQuery(organisationQuery(organisationId));
  const visible = useQuery(organisations);
  return (
    <Screen title={t("structure.title")} description={t("structure.description")}>
      <Loaded query={organisation}>
        {(loaded) => <Loaded query={visible}>{(all) => <OrganisationContainer key={loaded.id} root={loaded} visible={all} />}</Loaded>}
      </Loaded>
    </Screen>
  );
}

interface OrganisationContainerProps {
  readonly root: OrganisationWithAccounts;
  readonly visible: readonly Organisation[];
}

function OrganisationContainer({ root, visible }: OrganisationContainerProps) {
  const { t } = useTexts();
  const [creating, setCreating] = useState<Kind>();
  const [chosen, setChosen] = useState<ChosenAction>();
  const parent = visible.find(({ id }) => id === root.parentId);
  return (
    <Container header={<Header variant="h2" description={parent && <ParentLink parent={parent} />} actions={<CreateButtons root={root} onCreate={setCreating} />}>{root.name}</Header>}>
      <OrganisationTree root={root} visible={visible} onChoose={setChosen} />
      {chosen?.action === "rename" && <RenameDialog part={chosen.part} onClose={() => setChosen(undefined)} />}
      {chosen?.action === "delete" && <DeleteDialog part={chosen.part} shown={chosen.part.kind === "organisation" && chosen.part.organisation.id === root.id} onClose={() => setChosen(undefined)} />}
      {creating && <CreateDialog kind={creating} parent={root} onClose={() => setCreating(undefined)} />}
      {!root.partner && parent?.capabilities?.createOrganisations && <Box variant="small" display="block" padding={{ top: "s" }}>{t("structure.noPartner")}</Box>}
    </Container>
  );
}

function ParentLink({ parent }: { readonly parent: Organisation }) {
  return <Text id="structure.parent" values={{ name: parent.name, link: (chunks) => <ScreenLink key="link" to={paths.structure(parent.id)}>{chunks}</ScreenLink> }} />;
}

interface CreateButtonsProps {
  readonly root: Organisation;
  readonly onCreate: (kind: Kind) => void;
}

/** Buttons for what the user may create here. */
function CreateButtons({ root: { capabilities }, onCreate }: CreateButtonsProps) {
  const { t } = useTexts();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {capabilities?.createAccounts && <Button onClick={() => onCreate("account")}>{t("structure.create.account")}</Button>}
      {capabilities?.createOrganisations && <Button onClick={() => onCreate("organisation")}>{t("structure.create.organisation")}</Button>}
    </SpaceBetween>
  );
}
