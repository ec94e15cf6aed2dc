import type { Duplex } from 'node:stream';

/** The socket of a connection of the library, which has no public name for it. */
export function streamOf(connection: object): Duplex {
  return (connection as { _connection: { stream: Duplex } })._connection.stream;
}

/**
 * The library reads messages inside the events of its socket and throws there at what is none, which would end the
 * program. From now on that ends the connection, as if the bus had hung up.
 */
export function guardStream(connection: object): Duplex {
  const stream = streamOf(connection);
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
