'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '#app/_ui/button.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Field, Input } from '#app/_ui/field.tsx';
import { Segment } from '#app/_ui/segment.tsx';
import { BundleField } from './bundle-field.tsx';
import { suggestedName } from './suggested-name.ts';
import { UploadLine } from './upload-line.tsx';
import { useAddRepository } from './use-add-repository.ts';

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** A path makes the appliance read its own disk: for those who run it. */
  mayNamePaths: boolean;
  /** The repository that gets a newer source; absent: a new one is added. */
  repository?: string;
};

/** Brings a repository: a git bundle is uploaded with its progress in sight, or a folder of the box is named. */
export function AddRepository({ open, onOpenChange, mayNamePaths, repository }: Props) {
  const t = useTranslations('repositories.adding');
  const one = useTranslations('repositories.one');
  const formId = useId();
  const adding = useAddRepository(() => onOpenChange(false));
  const { state } = adding;
  const isBusy = state.kind === 'uploading' || state.kind === 'adding';
  // What a file's way shows stays until the dialog closes: the form comes back with a failure alone.
  const sent = state.kind === 'uploading' ? state : state.kind === 'adding' ? state.sent : null;
  const change = (next: boolean) => {
    // An upload is not lost by a slip of the hand: it is stopped by its own button.
    if (isBusy) return;
    adding.reset();
    onOpenChange(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={repository === undefined ? t('title') : one('updateBundle')}
      footer={
        state.kind === 'uploading' ? (
          <Button onClick={adding.stop}>{t('stop')}</Button>
        ) : (
          <>
            <Button disabled={isBusy} onClick={() => change(false)}>
              {t('cancel')}
            </Button>
            <Button look="ink" type="submit" form={formId} busy={isBusy}>
              {t('submit')}
            </Button>
          </>
        )
      }
    >
      <SourceForm formId={formId} isHidden={sent !== null} mayNamePaths={mayNamePaths} repository={repository} onSubmit={adding.start} />
      {sent ? <UploadLine fileName={sent.fileName} progress={sent.progress} /> : null}
      {state.kind === 'failed' ? <ErrorState error={state.error} /> : null}
    </Dialog>
  );
}

type FormProps = {
  formId: string;
  isHidden: boolean;
  mayNamePaths: boolean;
  repository: string | undefined;
  onSubmit: ReturnType<typeof useAddRepository>['start'];
};

function SourceForm({ formId, isHidden, mayNamePaths, repository, onSubmit }: FormProps) {
  const t = useTranslations('repositories.adding');
  const [kind, setKind] = useState<'file' | 'path'>('file');
  const [file, setFile] = useState<File | null>(null);
  const [path, setPath] = useState('');
  const [typedName, setTypedName] = useState('');
  const [branch, setBranch] = useState('');
  const [isTried, setTried] = useState(false);
  // Until somebody types a name the source gives one.
  const name = typedName === '' ? suggestedName(kind === 'path' ? path : (file?.name ?? '')) : typedName;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const source = kind === 'path' ? (path.trim() === '' ? null : { kind, path }) : file && { kind, file };
    if (!source || (repository === undefined && name.trim() === '')) return;
    onSubmit({ source, branch, ...(repository === undefined ? { name: name.trim() } : { repository }) });
  };
  const missing = (isMissing: boolean, words: string) => (isTried && isMissing ? words : undefined);
  return (
    <form id={formId} onSubmit={submit} className={isHidden ? 'hidden' : 'grid gap-4'}>
      {mayNamePaths ? <KindChoice kind={kind} onKind={setKind} /> : null}
      {kind === 'file' ? (
        <BundleField file={file} error={missing(!file, t('needFile'))} onFile={setFile} />
      ) : (
        <NameField
          label={t('path')}
          hint={t('pathHint')}
          error={missing(path.trim() === '', t('needPath'))}
          limit={4_096}
          value={path}
          onValue={setPath}
        />
      )}
      <div className="grid grid-cols-2 gap-3 max-wide:grid-cols-1">
        {repository === undefined ? (
          <NameField
            label={t('name')}
            hint={t('nameHint')}
            error={missing(name.trim() === '', t('needName'))}
            limit={64}
            value={name}
            onValue={setTypedName}
          />
        ) : null}
        <NameField label={t('branch')} hint={t('branchHint')} limit={500} value={branch} onValue={setBranch} />
      </div>
    </form>
  );
}

function KindChoice({ kind, onKind }: { kind: 'file' | 'path'; onKind: (kind: 'file' | 'path') => void }) {
  const t = useTranslations('repositories.adding');
  return (
    <Segment
      label={t('from')}
      className="justify-self-start"
      value={kind}
      onChange={onKind}
      choices={[
        { value: 'file', label: t('fromBundle') },
        { value: 'path', label: t('fromPath') },
      ]}
    />
  );
}

/** A field for a name or a path: no keyboard may correct it. */
function NameField({
  label,
  hint,
  error,
  limit,
  value,
  onValue,
}: {
  label: string;
  hint: string;
  error?: string | undefined;
  limit: number;
  value: string;
  onValue: (value: string) => void;
}) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <Input
          {...ids}
          spellCheck={false}
          autoCapitalize="none"
          maxLength={limit}
          value={value}
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Field>
  );
}
