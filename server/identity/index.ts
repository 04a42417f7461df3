export { authorize, authorizeEach, type Right } from './authorize.ts';
export { onRightsChanged, onSessionClosed } from './identity-events.ts';
export {
  choosePassword,
  createFirstAdmin,
  linkState,
  makeFirstAdminLink,
  needsSetUp,
  type OneTimeLink,
  resetUser,
} from './one-time-links.ts';
export { isSessionLive, listSessions, loadActor, revokeSessions, type SessionView, signOut } from './sessions.ts';
export { type SignedIn, type SignInRequest, signIn } from './sign-in.ts';
export {
  addUser,
  listUsers,
  loadActorById,
  namesOfUsers,
  removeUser,
  resumeUser,
  setRole,
  suspendUser,
  type UserView,
  userTarget,
  userTargetByName,
} from './users.ts';
