/**
 * DynamoDB Local listens on every interface and has no option to change that. This Java program starts it with its usual
 * arguments, but on 127.0.0.1. It is assembled here, as a JRE cannot compile Java:
 *
 *     public class Loopback {
 *       public static void main(String[] args) throws Exception {
 *         DynamoDBProxyServer proxy = ServerRunner.createServerFromCommandLineArgs(args);
 *         Field field = DynamoDBProxyServer.class.getDeclaredField("server");
 *         field.setAccessible(true);
 *         ((ServerConnector) ((Server) field.get(proxy)).getConnectors()[0]).setHost("127.0.0.1");
 *         proxy.start();
 *       }
 *     }
 *
 * The form of the file: https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html
 */
import { loopback } from './ports.ts'

const runner = 'software/amazon/dynamodb/services/local/main/ServerRunner'
const proxy = 'software/amazon/dynamodb/services/local/server/DynamoDBProxyServer'
const jetty = 'org/eclipse/jetty/server'
const reflect = 'java/lang/reflect'

/** A number in two or four bytes. */
const u2 = (number: number): number[] => [number >> 8, number & 0xff]
const u4 = (number: number): number[] => [...u2(number >> 16), ...u2(number & 0xffff)]

/** The table of constants, to which the code refers by their number from 1. */
const newConstants = () => {
  const all: number[][] = []
  const add = (tag: number, ...bytes: number[]): number[] => {
    const same = all.findIndex((constant) => constant.join() === [tag, ...bytes].join())
    return u2(same >= 0 ? same + 1 : all.push([tag, ...bytes]))
  }
  const utf8 = (text: string) => add(1, ...u2(Buffer.byteLength(text)), ...Buffer.from(text))
  const type = (name: string) => add(7, ...utf8(name))
  const string = (text: string) => add(8, ...utf8(text))
  const method = (owner: string, name: string, signature: string) =>
    add(10, ...type(owner), ...add(12, ...utf8(name), ...utf8(signature)))
  return { all, utf8, type, string, method }
}

/** The bytes of Loopback.class. */
export const loopbackClass = (): Uint8Array => {
  const { all, utf8, type, string, method } = newConstants()
  const load = (constant: number[]) => [0x13, ...constant]
  const cast = (name: string) => [0xc0, ...type(name)]
  const call = (owner: string, name: string, signature: string) => [0xb6, ...method(owner, name, signature)]
  const callStatic = (owner: string, name: string, signature: string) => [0xb8, ...method(owner, name, signature)]
  const [args, zero, one, element, end] = [0x2a, 0x03, 0x04, 0x32, 0xb1]
  const [setProxy, getProxy, setField, getField] = [0x4c, 0x2b, 0x4d, 0x2c]

  const code = [
    ...[args, ...callStatic(runner, 'createServerFromCommandLineArgs', `([Ljava/lang/String;)L${proxy};`), setProxy],
    ...[...load(type(proxy)), ...load(string('server'))],
    ...[...call('java/lang/Class', 'getDeclaredField', `(Ljava/lang/String;)L${reflect}/Field;`), setField],
    ...[getField, one, ...call(`${reflect}/Field`, 'setAccessible', '(Z)V')],
    ...[getField, getProxy, ...call(`${reflect}/Field`, 'get', '(Ljava/lang/Object;)Ljava/lang/Object;')],
    ...[...cast(`${jetty}/Server`), ...call(`${jetty}/Server`, 'getConnectors', `()[L${jetty}/Connector;`)],
    ...[zero, element, ...cast(`${jetty}/ServerConnector`), ...load(string(loopback))],
    ...call(`${jetty}/ServerConnector`, 'setHost', '(Ljava/lang/String;)V'),
    ...[getProxy, ...call(proxy, 'start', '()V'), end],
  ]
  const [stack, variables, none] = [u2(2), u2(3), u2(0)]
  const body = [...stack, ...variables, ...u4(code.length), ...code, ...none, ...none]
  const [publicStatic, publicClass] = [u2(0x0009), u2(0x0021)]
  const main = [...publicStatic, ...utf8('main'), ...utf8('([Ljava/lang/String;)V'), ...u2(1)]
  main.push(...utf8('Code'), ...u4(body.length), ...body)
  const header = [...publicClass, ...type('Loopback'), ...type('java/lang/Object'), ...none, ...none]
  const java8 = u4(52)
  const constants = [...u2(all.length + 1), ...all.flat()]
  return Uint8Array.from([...u4(0xcafebabe), ...java8, ...constants, ...header, ...u2(1), ...main, ...none])
}
