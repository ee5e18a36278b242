import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions, TransportKind } from "vscode-languageclient/node";

let client: LanguageClient | undefined;
let statusBar: StatusBar | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const execute = async (command: string, ...args: unknown[]): Promise<void> => {
    await client?.sendRequest("workspace/executeCommand", { command, arguments: args });
  };
  const bar = new StatusBar();
  statusBar = bar;
  context.subscriptions.push(
    bar,
    vscode.window.onDidChangeActiveTextEditor(() => bar.show()),
    vscode.workspace.onDidCloseTextDocument((document) => bar.forget(document)),
    vscode.commands.registerCommand("tierlens.toggle", () => execute("tierlens.toggleInsight")),
    vscode.commands.registerCommand("tierlens.runFile", async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document?.languageId === "python") {
        await execute("tierlens.run", document.uri.toString());
      }
    }),
    vscode.commands.registerCommand("tierlens.restart", restart),
    // The server is told of trust once, when it starts.
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("tierlens.server")) {
        await restart();
      } else if (event.affectsConfiguration("tierlens")) {
        // The server asks for the rest.
        await client?.sendNotification("workspace/didChangeConfiguration", { settings: { tierlens: options() } });
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** What programs may do. These settings are the user's own: none of a workspace is taken. */
function options(): { trusted: boolean; environment: string[]; timeLimit: number | null; python: string | null } {
  const settings = vscode.workspace.getConfiguration("tierlens");
  return {
    trusted: vscode.workspace.isTrusted,
    environment: settings.get<string[]>("environment", []),
    timeLimit: settings.get<number | null>("timeLimit", null),
    python: settings.get<string | null>("python", null),
  };
}

/** How a document stands, as the server tells it. */
interface Status {
  uri: string;
  state: string;
  message: string;
}

/** Shows in the status bar how the document of the active editor stands. */
class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("tierlens.status", vscode.StatusBarAlignment.Right);
  private readonly known = new Map<string, Status>();

  constructor() {
    this.item.name = "tierlens";
    this.item.command = "tierlens.runFile";
  }

  take(status: Status): void {
    this.known.set(vscode.Uri.parse(status.uri).toString(), status);
    this.show();
  }

  show(): void {
    const document = vscode.window.activeTextEditor?.document;
    const status = document && this.known.get(document.uri.toString());
    if (!status) {
      this.item.hide();
      return;
    }
    const busy = status.state === "running" || status.state === "queued";
    this.item.text = `${busy ? "$(loading~spin) " : ""}tierlens: ${status.state.replaceAll("-", " ")}`;
    this.item.tooltip = status.message;
    this.item.show();
  }

  forget(document: vscode.TextDocument): void {
    this.known.delete(document.uri.toString());
  }

  dispose(): void {
    this.item.dispose();
  }
}

async function restart(): Promise<void> {
  await client?.stop();
  await start();
}

async function start(): Promise<void> {
  const settings = vscode.workspace.getConfiguration("tierlens.server");
  const command = settings.get("path", "tierlens");
  const server: ServerOptions = {
    command,
    args: ["lsp", ...settings.get<string[]>("arguments", [])],
    transport: TransportKind.stdio,
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: [{ scheme: "file", language: "python" }],
    initializationOptions: options(),
  };
  client = new LanguageClient("tierlens", "tierlens", server, clientOptions);
  client.registerFeature({
    fillClientCapabilities: (capabilities) => {
      capabilities.experimental = { ...capabilities.experimental, tierlensStatus: true };
    },
    initialize: () => {},
    getState: () => ({ kind: "static" }),
    clear: () => {},
  });
  client.onNotification("tierlens/status", (status: Status) => statusBar?.take(status));
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(`tierlens: ${command} did not start: ${reason}`);
  }
}
