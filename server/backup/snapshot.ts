import Database from 'better-sqlite3';

// A program of its own: copying a database holds a thread for seconds, and the appliance has one.
const [source = '', target = ''] = process.argv.slice(2);
const database = new Database(source, { readonly: true, fileMustExist: true });
database.prepare('VACUUM INTO ?').run(target);
database.close();
