/** Questions about llama.cpp by people who know what they look for. */
export const peopleAsk = [
  'Where is the KV cache quantisation type parsed from the command line?',
  'How does the server decide which slot answers a request?',
  'Where are the tensors of a GGUF file read?',
  'Which function applies the chat template to messages?',
  'How is a GBNF grammar parsed?',
  'Where is the top-k sampler implemented?',
  'What happens when the context is full while generating?',
  'How are the layers split over several graphics cards?',
  'Where is the RoPE scaling of a model read from its metadata?',
  'How does speculative decoding accept draft tokens?',
  'Where are embeddings pooled?',
  'Which function quantises a row to Q4_0?',
] as const;
