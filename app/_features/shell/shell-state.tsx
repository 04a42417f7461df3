'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { RAIL_COOKIE, rememberChoice } from './theme.ts';

type ShellState = {
  /** The sidebar is a rail of icons. */
  rail: boolean;
  toggleRail: () => void;
  /** On phones the sidebar is a drawer. */
  drawerOpen: boolean;
  setDrawerOpen: (open: boolean) => void;
  paletteOpen: boolean;
  setPaletteOpen: (open: boolean) => void;
  shortcutsOpen: boolean;
  setShortcutsOpen: (open: boolean) => void;
  setPageWantsRail: (wants: boolean) => void;
};

const Context = createContext<ShellState | null>(null);

export function ShellStateProvider({ startWithRail, children }: { startWithRail: boolean; children: ReactNode }) {
  const [chosenRail, setChosenRail] = useState(startWithRail);
  const [pageWantsRail, setPageWantsRail] = useState(false);
  const [openedOnPage, setOpenedOnPage] = useState(false);
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [shortcutsOpen, setShortcutsOpen] = useState(false);
  useEffect(() => {
    if (!pageWantsRail) setOpenedOnPage(false);
  }, [pageWantsRail]);
  const rail = chosenRail || (pageWantsRail && !openedOnPage);
  const state = useMemo<ShellState>(
    () => ({
      rail,
      toggleRail: () => {
        if (pageWantsRail && !chosenRail) return setOpenedOnPage((opened) => !opened);
        rememberChoice(RAIL_COOKIE, chosenRail ? '0' : '1');
        setOpenedOnPage(true);
        setChosenRail(!chosenRail);
      },
      drawerOpen,
      setDrawerOpen,
      paletteOpen,
      setPaletteOpen,
      shortcutsOpen,
      setShortcutsOpen,
      setPageWantsRail,
    }),
    [rail, chosenRail, pageWantsRail, drawerOpen, paletteOpen, shortcutsOpen],
  );
  return <Context value={state}>{children}</Context>;
}

/** The state of the shell; only inside of it. */
export function useShell(): ShellState {
  const state = useContext(Context);
  if (!state) throw new Error('useShell outside of the shell');
  return state;
}

/** A page with three panels puts this anywhere: the sidebar starts as a rail there, and comes back on other pages. */
export function StartWithRail() {
  const { setPageWantsRail } = useShell();
  useEffect(() => {
    setPageWantsRail(true);
    return () => setPageWantsRail(false);
  }, [setPageWantsRail]);
  return null;
}
