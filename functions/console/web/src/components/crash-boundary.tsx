import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { Component, type ReactNode } from "react";
import { useTexts } from "../texts/index.tsx";

interface Props {
  /** The screen's path. A crashed screen is reset when it changes. A working one keeps its state. */
  readonly address: string;
  readonly children: ReactNode;
}

/** Contains an error in one screen, so that the navigation around it keeps working. */
export class CrashBoundary extends Component<Props, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override componentDidUpdate(before: Props) {
    if (before.address !== this.props.address && this.state.crashed) this.setState({ crashed: false });
  }

  override render() {
    return this.state.crashed ? <Crash /> : this.props.children;
  }
}

function Crash() {
  const { t } = useTexts();
  return (
    <Alert type="error" header={t("state.crash.title")} action={<Button onClick={() => location.reload()}>{t("state.crash.reload")}</Button>}>
      {t("state.crash.detail")}
    </Alert>
  );
}
