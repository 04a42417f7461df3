// put at: app/_features/plant/foreign-origin.tsx
// check: tidy
// prints: app/_features/plant/foreign-origin.tsx:5: foreign origin in a page
export function Mark() {
  return <img alt="Cloister" src="https://cdn.example.com/mark.svg" />;
}
