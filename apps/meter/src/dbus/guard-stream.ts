import type { Duplex } from 'node:stream';

/**
 * The library reads messages inside the events of its socket and throws there at what is none, which would end the
 * program. From now on that ends the connection, as if the bus had hung up.
 *
 * @param connection of the library; its socket has no public name
 */
export function guardStream(connection: object): Duplex {
  const { stream } = (connection as { _connection: { stream: Duplex } })._connection;
  const emit = stream.emit.bind(stream);
  stream.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    try {
      return emit(event, ...values);
    } catch (error) {
      // An error that nobody listens to is thrown by `emit` itself: there is nothing more to tell.
      if (event !== 'error') stream.destroy(error instanceof Error ? error : new Error(String(error)));
      return true;
    }
  };
  return stream;
}
