import { languageOf } from '#app/_ui/highlight.ts';

const names: Record<string, string> = {
  bash: 'Shell',
  c: 'C',
  cmake: 'CMake',
  cpp: 'C++',
  csharp: 'C#',
  css: 'CSS',
  docker: 'Dockerfile',
  glsl: 'GLSL',
  html: 'HTML',
  ini: 'INI',
  javascript: 'JavaScript',
  json: 'JSON',
  jsx: 'JavaScript',
  make: 'Make',
  'objective-c': 'Objective-C',
  php: 'PHP',
  powershell: 'PowerShell',
  proto: 'Protobuf',
  sql: 'SQL',
  systemd: 'systemd',
  toml: 'TOML',
  tsx: 'TypeScript',
  typescript: 'TypeScript',
  xml: 'XML',
  yaml: 'YAML',
};

/** The language of a path as people call it; '' where its ending says none. */
export function languageName(path: string): string {
  const language = languageOf(path);
  if (language === null) return '';
  return names[language] ?? `${language.slice(0, 1).toUpperCase()}${language.slice(1)}`;
}
