/** What the kernel knows of one end of a connection. */
export interface SocketRow {
  uid: number;
  /** Names the socket among the open files of processes; '0' of one that is closed. */
  inode: string;
}
