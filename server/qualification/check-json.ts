import type { Engine } from '#server/engine/index.ts';
import { askModel, shown } from './ask-model.ts';
import type { Check } from './report.ts';

const schema = {
  type: 'object',
  properties: { name: { type: 'string', maxLength: 40 }, age: { type: 'integer', minimum: 0, maximum: 150 } },
  required: ['name', 'age'],
  additionalProperties: false,
} as const;

/** An answer held to a schema: it must come out whole, and as the schema says. */
export async function checkJson(engine: Engine, signal: AbortSignal): Promise<Check[]> {
  const question = 'Ada is 36 years old. Give her name and age as JSON.';
  const check = {
    id: 'json by schema',
    capability: 'json',
    isNeeded: true,
    asked: question,
    wanted: 'an object with name and age',
  } as const;
  const { capabilities } = await engine.properties();
  if (!capabilities.jsonSchema) return [{ ...check, passed: false, got: 'the engine cannot hold an answer to a schema' }];
  const { text } = await askModel(engine, question, { signal, maxTokens: 64, jsonSchema: schema });
  return [{ ...check, passed: isPerson(text), got: shown(text) }];
}

function isPerson(text: string): boolean {
  try {
    const value = JSON.parse(text) as { name?: unknown; age?: unknown };
    return typeof value.name === 'string' && Number.isInteger(value.age) && Object.keys(value).length === 2;
  } catch {
    return false;
  }
}
