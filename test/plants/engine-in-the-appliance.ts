// put at: server/models/engine-in-the-appliance.ts
// check: ranks
// prints: engine-host: server/models/engine-in-the-appliance.ts -> node_modules/node-llama-cpp/
import { getLlama } from 'node-llama-cpp';

export const llama = await getLlama();
