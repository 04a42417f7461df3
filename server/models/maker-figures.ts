/** What a model's maker, or somebody who has run it, says of it. Theirs, not measured here: a card shows them with their source. */
export type MakerFigures = { source: string; figures: { name: string; value: string }[]; limits: string[] };

const known: readonly { architecture: string; name: RegExp; says: MakerFigures }[] = [
  {
    architecture: 'qwen3next',
    name: /coder-?next/i,
    says: {
      source: 'The article that made Qwen3-Coder-Next known as a local coding assistant; not measured on this box.',
      figures: [
        { name: 'SWE-bench Verified', value: '70.6' },
        { name: 'SecCodeBench', value: '61.2' },
        { name: 'CWEval', value: '56.32' },
        { name: 'Programming languages', value: '370' },
        { name: 'Tokens a second on two RTX 3090', value: '42 to 53' },
      ],
      limits: [
        'New algorithms and architecture: let a larger model plan.',
        'A little lazy: remind it to go deeper.',
        'Sensitive to quantisation: accept each file on the box.',
        'Context beyond 262,144 tokens.',
        'Agents without guardrails.',
      ],
    },
  },
];

/** Figures for a model by its architecture and name; null where nobody has put any down here. */
export function makerFigures(model: { architecture: string; name: string }): MakerFigures | null {
  return known.find(({ architecture, name }) => architecture === model.architecture && name.test(model.name))?.says ?? null;
}
