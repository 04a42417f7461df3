import { redirect } from 'next/navigation';

/** The start page is a new chat. */
export default function Start() {
  redirect('/chat');
}
