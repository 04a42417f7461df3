/** What a name is looked up by: its last part, in lower case (`llama_context::decode` by `decode`). */
export function symbolKey(name: string): string {
  return (name.split(/::|\.|#|->/).at(-1) ?? name).trim().toLowerCase();
}
