import { openAppliance } from '#server/main.ts';
import { loadConfig } from '#server/platform/index.ts';

// The appliance as it is, less its pages, for a benchmark that asks at the control socket. It ends with its parent.

const noPages: Parameters<typeof openAppliance>[1] = async () => ({
  serve: async (_request, response) => void response.writeHead(404).end(),
  upgrade: (_request, socket) => void socket.destroy(),
  close: async () => {},
});

process.umask(0o077);
const appliance = await openAppliance(loadConfig(process.env), noPages);
process.on('disconnect', () => void appliance.close('the benchmark has ended').then(() => process.exit(0)));
process.send?.({ controlSocket: appliance.controlSocket });
