/** The Model Context Protocol on standard input and output. A file of its own in `dist`, for its library is large. */
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { VERSION } from '../../core/version.ts';
import { Agent, type AgentParts } from './agent.ts';
import { inputSchema } from './tools.ts';

const INSTRUCTIONS =
  'Looks after the programs of one machine. Looking is free. To find out why a program does not run, explain_process ' +
  'comes first where there is such a tool, else get_process_info and the logs. Starting, stopping, restarting and ' +
  'applying a configuration are refused for what the operator did not allow: do not look for another way then, say so.';

/** Serves until the other side closes standard input. */
export async function serveAgent(parts: AgentParts): Promise<void> {
  const agent = new Agent(parts);
  const server = new Server(
    { name: 'vigil', version: VERSION },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: (await agent.tools()).map((tool) => ({
      name: tool.name,
      description: tool.description,
      inputSchema: inputSchema(tool),
      annotations: { readOnlyHint: tool.permission === 'free', destructiveHint: tool.permission !== 'free' },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const { text, isError } = await agent.call(params.name, params.arguments ?? {});
    return { content: [{ type: 'text', text }], isError };
  });
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
}
