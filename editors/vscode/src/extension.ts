import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions, TransportKind } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const execute = async (command: string, ...args: unknown[]): Promise<void> => {
    await client?.sendRequest("workspace/executeCommand", { command, arguments: args });
  };
  context.subscriptions.push(
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
      } else if (event.affectsConfiguration("tierlens.environment")) {
        await client?.sendNotification("workspace/didChangeConfiguration", { settings: { tierlens: options() } });
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** What the server may do. Both settings are the user's own: none of a workspace is taken. */
function options(): { trusted: boolean; environment: string[] } {
  const environment = vscode.workspace.getConfiguration("tierlens").get<string[]>("environment", []);
  return { trusted: vscode.workspace.isTrusted, environment };
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
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(`tierlens: ${command} did not start: ${reason}`);
  }
}
