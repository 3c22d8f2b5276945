// Drives the emulator with clients that others wrote. Usage: node sdk.mjs official-webhook|official-oauth|community ADDRESS [TOKENS-AS-JSON]
// Prints one JSON object: what the client read and wrote.
import { B24Hook, B24OAuth, EnumAppStatus } from '@bitrix24/b24jssdk'
import bitrix from '@2bad/bitrix'

const [kind, address, tokens] = process.argv.slice(2)

async function official(portal) {
  const call = async (method, params) => {
    const answer = await portal.actions.v2.call.make({ method, params })
    if (!answer.isSuccess) throw new Error(answer.getErrorMessages().join('; '))
    return answer.getData().result
  }
  const listed = await portal.actions.v2.callList.make({
    method: 'crm.item.list', params: { entityTypeId: 3, select: ['id', 'name'], filter: { '>id': 200 } }, idKey: 'id', customKeyForResult: 'items'
  })
  const fetched = []
  for await (const page of portal.actions.v2.fetchList.make({ method: 'crm.contact.list', params: { select: ['ID', 'NAME'] }, idKey: 'ID' })) {
    fetched.push(...page.map(row => row.ID))
  }
  const batch = await portal.actions.v2.batch.make({
    calls: { deal: ['crm.deal.get', { id: 77 }], lead: ['crm.lead.get', { id: 50 }], missing: ['crm.item.get', { entityTypeId: 3, id: 999999 }] },
    options: { isHaltOnError: false, returnAjaxResult: true }
  })
  const answers = batch.getData()
  const updated = await call('crm.item.update', { entityTypeId: 3, id: 131, fields: { post: 'Buyer', fm: { n0: { typeId: 'PHONE', valueType: 'MOBILE', value: '+491701230000' } } } })
  const refused = await portal.actions.v2.call.make({ method: 'nosuch.method', params: {} }).then(() => null, error => error.code)
  return {
    me: (await call('profile')).ID,
    contact: (await call('crm.contact.get', { id: 120 })).IM[0].VALUE,
    listed: listed.getData().length,
    fetched,
    deal: answers.deal.getData().result.TITLE,
    lead: answers.lead.getData().result.ID,
    missing: answers.missing.isSuccess,
    updated: updated.item.fm.map(entry => entry.value),
    refused
  }
}

async function community(portal) {
  const list = await portal.contacts.list({ select: ['ID', 'NAME'] })
  const batch = await portal.batch({ deal: { method: 'crm.deal.get', params: { id: 77 } }, lead: { method: 'crm.lead.get', params: { id: 50 } } })
  const updated = await portal.contacts.update('131', { POST: 'Seller' })
  const created = await portal.leads.create({ TITLE: 'From a form', PHONE: [{ VALUE: '+491701230001', VALUE_TYPE: 'WORK' }] })
  return {
    contact: (await portal.contacts.get('120')).result.NAME,
    listed: list.result.length,
    total: list.total,
    deal: batch.result.result.deal.TITLE,
    lead: batch.result.result.lead.ID,
    updated: updated.result,
    created: created.result
  }
}

const run = {
  'official-webhook': () => official(B24Hook.fromWebhookUrl(address)),
  'official-oauth': () => {
    const given = JSON.parse(tokens)
    return official(new B24OAuth({
      applicationToken: '', userId: 1, memberId: given.member_id, accessToken: given.access_token, refreshToken: given.refresh_token,
      expires: Math.floor(Date.now() / 1000) + given.expires_in, expiresIn: given.expires_in, scope: given.scope, domain: new URL(given.client_endpoint).host,
      clientEndpoint: given.client_endpoint, serverEndpoint: given.server_endpoint, status: EnumAppStatus.Local
    }, { clientId: given.client_id, clientSecret: given.client_secret }))
  },
  community: () => community((bitrix.default ?? bitrix)(address))
}

console.log(JSON.stringify(await run[kind]()))
process.exit(0)
